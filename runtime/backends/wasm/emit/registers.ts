/**
 * The running results of a kernel's reductions: one local for every accumulator and every copy of the loop body that adds to a result
 * (or a chain of additions) of its own.
 *
 * Long f32 sums are made in blocks: within a block in single precision, the blocks in double precision. So the error grows with the
 * length of a block only.
 */
import type { ScalarType } from "../../../ir/expr.ts";
import { identityOf } from "../../../ir/identityOf.ts";
import type { ReduceOp } from "../../../ir/kernel.ts";
import { f32, f64, get, i32, type Local, local, operation, set, shuffle, type Value } from "../module/code.ts";
import { scalarBinary } from "./scalarInstructions.ts";
import type { Scope } from "./scope.ts";
import { lane, splat, vectorBinary } from "./vectorInstructions.ts";

interface Register {
  readonly type: ScalarType;
  readonly op: ReduceOp;
  readonly isVector: boolean;
  /** Renewed in each block. */
  narrow: Local | undefined;
  /** The sum of the blocks: one f64, or two vectors of two. */
  wide: readonly Local[];
}

/** The value that changes nothing. */
const identity = (op: ReduceOp, type: ScalarType): Value => {
  const value = Number(identityOf(op, type));
  return type === "f32" ? f32(value) : i32(value);
};

export class Registers {
  readonly #home: Scope;
  readonly #relaxed: boolean;
  readonly #registers = new Map<number, Map<number, Register>>();
  #block: Scope | undefined;

  /** @param home the scope around the reduction loops */
  constructor(home: Scope, relaxed: boolean) {
    this.#home = home;
    this.#relaxed = relaxed;
  }

  /** Begins a block: additions go to fresh locals of this scope. */
  openBlock(scope: Scope): void {
    this.#block = scope;
  }

  /** Ends a block: adds what it summed to the wide sums. */
  closeBlock(): void {
    const scope = this.#block!;
    for (const byCopy of this.#registers.values()) {
      for (const register of byCopy.values()) {
        if (register.wide.length === 0 || !register.narrow) continue;
        this.#addWide(register, scope);
        register.narrow = undefined;
      }
    }
    this.#block = undefined;
  }

  #addWide({ isVector, narrow, wide }: Register, scope: Scope): void {
    const sum = get(narrow!);
    const add = (variable: Local, value: Value): void => {
      const name = isVector ? "f64x2.add" : "f64.add";
      scope.statements.push(set(variable, operation(name, get(variable), value)));
    };
    if (!isVector) {
      add(wide[0]!, operation("f64.promote_f32", sum));
      return;
    }
    add(wide[0]!, operation("f64x2.promote_low_f32x4", sum));
    add(wide[1]!, operation("f64x2.promote_low_f32x4", shuffle(sum, sum, [2, 3, 2, 3])));
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
      const isWide = this.#block !== undefined && op === "add" && type === "f32";
      register = { type, op, isVector, narrow: undefined, wide: isWide ? this.#wideLocals(isVector) : [] };
      byCopy.set(key, register);
    }
    if (!register.narrow) {
      const start = isVector ? splat(type, identity(op, type)) : identity(op, type);
      register.narrow = local(start.type, `acc${id}`);
      const owner = register.wide.length > 0 ? this.#block! : this.#home;
      owner.statements.push(set(register.narrow, start));
    }
    return register;
  }

  #wideLocals(isVector: boolean): Local[] {
    const wide = isVector ? [local("v128", "wide"), local("v128", "wide")] : [local("f64", "wide")];
    for (const variable of wide) {
      this.#home.statements.push(set(variable, isVector ? splat("i32", i32(0)) : f64(0)));
    }
    return wide;
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
function narrowed({ isVector, narrow, wide }: Register): Value {
  if (wide.length === 0) return get(narrow!);
  if (!isVector) return operation("f32.demote_f64", get(wide[0]!));
  const [low, high] = wide.map((variable) => operation("f32x4.demote_f64x2_zero", get(variable)));
  return shuffle(low!, high!, [0, 1, 4, 5]);
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
