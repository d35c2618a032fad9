/**
 * The running results of a kernel's reductions: one local for every accumulator and every copy of the loop body that adds to a result
 * (or a chain of additions) of its own.
 *
 * Long f32 sums are made in blocks, so that the error grows with the length of a block and the number of blocks, not their product;
 * many blocks are added up in double precision.
 */
import type { ScalarType } from "../../../ir/expr.ts";
import { identityOf } from "../../../ir/identityOf.ts";
import type { ReduceOp } from "../../../ir/kernel.ts";
import { f32, f64, get, i32, type Local, local, operation, set, shuffle, type Value } from "../module/code.ts";
import type { OperationName } from "../module/opcodes.ts";
import { scalarBinary } from "./scalarInstructions.ts";
import type { Scope } from "./scope.ts";
import { lane, splat, vectorBinary } from "./vectorInstructions.ts";

interface Register {
  readonly type: ScalarType;
  readonly op: ReduceOp;
  readonly isVector: boolean;
  /** Renewed in each block. */
  narrow: Local | undefined;
  /** The sum of the blocks: like `narrow`, or in double precision one f64 or two vectors of two; none without blocks. */
  readonly total: readonly Local[];
}

/** The value that changes nothing. */
const identity = (op: ReduceOp, type: ScalarType): Value => {
  const value = Number(identityOf(op, type));
  return type === "f32" ? f32(value) : i32(value);
};

/** The locals that hold a kernel's accumulators. */
export class Registers {
  readonly #home: Scope;
  readonly #relaxed: boolean;
  readonly #registers = new Map<number, Map<number, Register>>();
  #block: Scope | undefined;
  #precision: "single" | "double" = "single";

  /** @param home the scope around the reduction loops */
  constructor(home: Scope, relaxed: boolean) {
    this.#home = home;
    this.#relaxed = relaxed;
  }

  /** Begins a block: additions go to fresh locals of this scope. */
  openBlock(scope: Scope, precision: "single" | "double"): void {
    this.#block = scope;
    this.#precision = precision;
  }

  /** Ends a block: adds its sums to the totals. */
  closeBlock(): void {
    const scope = this.#block!;
    for (const byCopy of this.#registers.values()) {
      for (const register of byCopy.values()) {
        if (register.total.length === 0 || !register.narrow) continue;
        this.#addToTotal(register, scope);
        register.narrow = undefined;
      }
    }
    this.#block = undefined;
  }

  #addToTotal({ isVector, narrow, total }: Register, scope: Scope): void {
    const sum = get(narrow!);
    const add = (name: OperationName, variable: Local, value: Value): void =>
      scope.push(set(variable, operation(name, get(variable), value)));
    const [first, second] = total;
    if (second) {
      add("f64x2.add", first!, operation("f64x2.promote_low_f32x4", sum));
      add("f64x2.add", second, operation("f64x2.promote_low_f32x4", shuffle(sum, sum, [2, 3, 2, 3])));
    } else if (first!.type === "f64") {
      add("f64.add", first!, operation("f64.promote_f32", sum));
    } else {
      add(isVector ? "f32x4.add" : "f32.add", first!, sum);
    }
  }

  /** acc ← op(acc, value), emitted into `scope`. `copy` tells results and chains apart. */
  update(id: number, op: ReduceOp, type: ScalarType, copy: number, value: Value, scope: Scope): void {
    const register = this.#register(id, op, type, copy, value.type === "v128");
    const sum = get(register.narrow!);
    scope.statements.push(set(register.narrow!, this.#combine(op, type, sum, value, scope)));
  }

  #combine(op: ReduceOp, type: ScalarType, x: Value, y: Value, scope: Scope): Value {
    if (x.type !== "v128") return scalarBinary(op, type, x, y, scope);
    const isProduct = op === "add" && type === "f32" && y.kind === "operation" && y.name === "f32x4.mul";
    if (isProduct && this.#relaxed) return operation("f32x4.relaxed_madd", y.args[0]!, y.args[1]!, x);
    return vectorBinary(op, type, x, y, scope, undefined);
  }

  #register(id: number, op: ReduceOp, type: ScalarType, copy: number, isVector: boolean): Register {
    let byCopy = this.#registers.get(id);
    if (!byCopy) this.#registers.set(id, (byCopy = new Map()));
    const key = copy * 2 + (isVector ? 1 : 0);
    let register = byCopy.get(key);
    if (!register) {
      const inBlocks = this.#block !== undefined && op === "add" && type === "f32";
      register = { type, op, isVector, narrow: undefined, total: inBlocks ? this.#totals(isVector) : [] };
      byCopy.set(key, register);
    }
    if (!register.narrow) {
      const start = isVector ? splat(type, identity(op, type)) : identity(op, type);
      register.narrow = local(start.type, `acc${id}`);
      const owner = register.total.length > 0 ? this.#block! : this.#home;
      owner.statements.push(set(register.narrow, start));
    }
    return register;
  }

  #totals(isVector: boolean): Local[] {
    const isDouble = this.#precision === "double";
    const type = isVector ? "v128" : isDouble ? "f64" : "f32";
    const totals = Array.from({ length: isVector && isDouble ? 2 : 1 }, () => local(type, "total"));
    const zero = isVector ? splat("i32", i32(0)) : isDouble ? f64(0) : f32(0);
    for (const variable of totals) this.#home.push(set(variable, zero));
    return totals;
  }

  /**
   * The result of a reduction: the sum of the chains given by their copies, each of which may have a vector and a scalar register.
   *
   * @param asVector whether lanes are results of their own, rather than parts of one
   */
  result(
    id: number,
    op: ReduceOp,
    type: ScalarType,
    copies: readonly number[],
    asVector: boolean,
    scope: Scope,
  ): Value {
    const registers = copies.flatMap((copy) => [1, 0].map((form) => this.#registers.get(id)?.get(copy * 2 + form)));
    const parts = registers.filter((register) => register !== undefined);
    const scalars = parts.filter(({ isVector }) => !isVector).map((register) => narrowed(register));
    const vectors = parts.filter(({ isVector }) => isVector);
    const keep = (value: Value): Value => (value.depth === 0 ? value : scope.keep(value, `sum${id}`));
    const join = (x: Value, y: Value): Value => keep(this.#combine(op, type, x, y, scope));
    if (asVector) {
      if (vectors.length > 0)
        return pairwise(
          vectors.map((register) => keep(narrowed(register))),
          join,
        );
      return splat(type, scalars.length > 0 ? pairwise(scalars, join) : identity(op, type));
    }
    if (vectors.length > 0) {
      const vector = pairwise(
        vectors.map((register) => keep(narrowed(register))),
        join,
      );
      scalars.unshift(this.#acrossLanes(op, type, vector, scope));
    }
    return scalars.length > 0 ? pairwise(scalars, join) : identity(op, type);
  }

  #acrossLanes(op: ReduceOp, type: ScalarType, x: Value, scope: Scope): Value {
    const halves = scope.keep(this.#combine(op, type, x, shuffle(x, x, [2, 3, 2, 3]), scope), "halves");
    const whole = this.#combine(op, type, halves, shuffle(halves, halves, [1, 1, 1, 1]), scope);
    return scope.keep(lane(type, whole, 0), "sum");
  }
}

/** The register as single precision values. */
function narrowed({ narrow, total }: Register): Value {
  const [first, second] = total.map(get);
  if (!first) return get(narrow!);
  if (first.type === "f64") return operation("f32.demote_f64", first);
  if (!second) return first;
  const halves = [first, second].map((half) => operation("f32x4.demote_f64x2_zero", half));
  return shuffle(halves[0]!, halves[1]!, [0, 1, 4, 5]);
}

/** Joins neighbours until one is left. */
function pairwise(values: readonly Value[], join: (x: Value, y: Value) => Value): Value {
  let left = [...values];
  while (left.length > 1) {
    const next: Value[] = [];
    for (let n = 0; n < left.length; n += 2) next.push(n + 1 < left.length ? join(left[n]!, left[n + 1]!) : left[n]!);
    left = next;
  }
  return left[0]!;
}
