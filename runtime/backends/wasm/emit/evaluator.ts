/**
 * Computes expressions: each once for every copy of the loop body it differs in, in the scope it belongs to, as a vector where it
 * varies along the vectorised loop and as a scalar elsewhere.
 */
import type { Expr } from "../../../ir/expr.ts";
import { get, i32, load, loadLane, operation, select, shuffle, type Value, vector } from "../module/code.ts";
import { Addresses, moved, type Place } from "./addresses.ts";
import type { Access } from "./analysis.ts";
import type { Copy, CopyLayout } from "./copies.ts";
import type { Node, Phase } from "./phase.ts";
import { scalarBinary, scalarConvert, scalarUnary } from "./scalarInstructions.ts";
import { type Scope, valueAt } from "./scope.ts";
import { constantWord, scalarConstant, splat, vectorBinary, vectorConvert, vectorUnary } from "./vectorInstructions.ts";

/** Deeper values get a local, so that recursion over a value stays shallow. */
const deepest = 24;

export interface EvaluatorOptions {
  /** Address of a buffer's first byte. */
  readonly bufferAddress: (buffer: number) => Value;
  /** The loop with vectors, −1 for none. */
  readonly vectorLoop: number;
  readonly copies: CopyLayout;
  /** Copies along each loop in the current segments; kept up to date by the emitter. */
  readonly counts: readonly number[];
  /** Loads that must happen before any store of the same copy. */
  readonly isEarly: (load: Expr) => boolean;
  /** The result of a reduction. */
  readonly accumulator: (id: number, copy: Copy) => Value;
}

/** Computes the expressions of one kernel into locals. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #vectorBit: number;
  readonly #allCopies: number;
  readonly #addresses: Addresses;
  /** Elements per copy along each loop in the current segment; 0 outside of it. */
  readonly widths: number[];
  #scope!: Scope;

  constructor(options: EvaluatorOptions) {
    const { vectorLoop, copies, bufferAddress, counts } = options;
    this.#options = options;
    this.#vectorBit = vectorLoop < 0 ? 0 : 1 << vectorLoop;
    this.#allCopies = copies.maskOf(-1);
    this.widths = counts.map(() => 0);
    const indexValue = (index: Node, copy: Copy, home: Scope): Value => home.values.get(this.#key(index, copy, false))!;
    this.#addresses = new Addresses({ bufferAddress, copies, widths: this.widths, vectorLoop, indexValue });
  }

  /** Whether what depends on these loops is a vector here. */
  isVector(loops: number): boolean {
    return (loops & this.#vectorBit) !== 0 && this.widths[this.#options.vectorLoop] === 4;
  }

  /** Prepares for computing a phase in a scope, for any number of copies. */
  enter(phase: Phase, scope: Scope): void {
    this.#scope = scope;
    for (const node of phase.nodes) {
      node.home = scope.home(node.loops);
      node.isVector = this.isVector(node.loops);
    }
    for (const node of phase.nodes) {
      node.isSplat =
        !node.isVector && !node.isRoot && node.users.length > 0 && node.users.every((user) => user.isVector);
    }
  }

  /** Computes what is not known yet of a phase, for one copy. Afterwards `value` gives it. */
  evaluate(phase: Phase, copy: Copy): void {
    for (const node of phase.nodes) this.#ensure(node, copy);
  }

  /** A computed value; `asVector` puts a scalar into all lanes. */
  value(node: Node, copy: Copy, asVector: boolean): Value {
    if (!asVector || node.isVector) return this.#known(node, copy)!;
    const home = node.home!;
    const key = this.#key(node, copy, true);
    let value = home.values.get(key);
    if (!value) {
      value = home.keep(splat(node.expr.type, this.#known(node, copy)!), "splat");
      home.values.set(key, value);
    }
    return value;
  }

  #key(node: Node, copy: Copy, isSplat: boolean): number {
    return (node.number * 2 + (isSplat ? 1 : 0)) * 2 ** this.#options.copies.bits + (copy & node.copyMask);
  }

  #known(node: Node, copy: Copy): Value | undefined {
    return node.home!.values.get(this.#key(node, copy, false));
  }

  #ensure(node: Node, copy: Copy): void {
    const home = node.home!;
    const key = this.#key(node, copy, node.isSplat);
    const known = home.values.get(key);
    if (known) {
      // Left for one user to compute in place, by an earlier phase.
      if (node.uses > 1 && known.depth > 0) home.values.set(key, home.keep(known, nameOf(node.expr)));
      return;
    }
    const value = node.isSplat ? this.#splatted(node, copy & node.copyMask) : this.#compute(node, copy & node.copyMask);
    home.values.set(key, this.#needsLocal(node, value) ? home.keep(value, nameOf(node.expr)) : value);
  }

  #needsLocal(node: Node, value: Value): boolean {
    if (value.depth === 0) return value.kind === "vector" && this.#scope !== node.home;
    if (node.uses > 1 || value.depth > deepest) return true;
    if (node.access && this.#options.isEarly(node.expr)) return true;
    const [user] = node.users;
    if (!user || node.isRoot) return this.#scope !== node.home || node.copyMask !== this.#allCopies;
    return user.home !== node.home || user.copyMask !== node.copyMask;
  }

  #splatted(node: Node, copy: Copy): Value {
    const { expr, access } = node;
    if (expr.kind === "load" && expr.type !== "bool" && access) {
      const { address, offset } = this.#addresses.place(expr.buffer, access, node.parts[0], copy, node.home!);
      return load("v128.load32_splat", address, offset);
    }
    return splat(expr.type, this.#compute(node, copy));
  }

  #compute(node: Node, copy: Copy): Value {
    const { expr, isVector } = node;
    const home = node.home!;
    if (node.linear) return this.#linear(node.linear, copy, home, isVector);
    const { parts } = node;
    switch (expr.kind) {
      case "const":
        return scalarConstant(expr.type, expr.value);
      case "load":
        return this.#load(node, node.access!, copy);
      case "accumulator":
        return this.#options.accumulator(expr.accumulator, copy);
      case "unary":
        return (isVector ? vectorUnary : scalarUnary)(expr.op, expr.type, this.value(parts[0]!, copy, isVector), home);
      case "binary":
        if (!isVector)
          return scalarBinary(
            expr.op,
            expr.args[0].type,
            this.value(parts[0]!, copy, isVector),
            this.value(parts[1]!, copy, isVector),
            home,
          );
        return vectorBinary(
          expr.op,
          expr.args[0].type,
          this.value(parts[0]!, copy, isVector),
          this.value(parts[1]!, copy, isVector),
          home,
          constantWord(expr.args[1]),
        );
      case "convert":
        return (isVector ? vectorConvert : scalarConvert)(
          expr.op,
          expr.type,
          expr.args[0].type,
          this.value(parts[0]!, copy, isVector),
        );
      case "select":
        if (isVector)
          return operation(
            "v128.bitselect",
            this.value(parts[1]!, copy, isVector),
            this.value(parts[2]!, copy, isVector),
            this.value(parts[0]!, copy, isVector),
          );
        return select(
          this.value(parts[0]!, copy, isVector),
          this.value(parts[1]!, copy, isVector),
          this.value(parts[2]!, copy, isVector),
        );
      default:
        throw new Error(`Cannot emit ${expr.kind}: it must be rewritten before`);
    }
  }

  /** An index of the kernel's loops as a number. */
  #linear({ strides, offset }: Access, copy: Copy, home: Scope, isVector: boolean): Value {
    const { variable, offset: start } = home.position(this.#addresses.counter(strides));
    const first = start + offset + this.#options.copies.offsetOf(copy, strides, this.widths);
    if (!isVector) return valueAt({ variable, offset: first });
    const lanes = vector([0, 1, 2, 3].map((n) => (first + n * strides[this.#options.vectorLoop]!) | 0));
    return variable ? operation("i32x4.add", operation("i32x4.splat", get(variable)), lanes) : lanes;
  }

  #load(node: Node, access: Access, copy: Copy): Value {
    const { expr } = node;
    const loaded = node.isVector ? this.#loadVector(node, access, copy) : this.#loadScalar(node, access, copy);
    if (expr.type !== "bool") return loaded;
    return node.isVector ? operation("i32x4.ne", loaded, vector([0, 0, 0, 0])) : operation("i32.ne", loaded, i32(0));
  }

  #loadScalar(node: Node, access: Access, copy: Copy): Value {
    const { address, offset } = this.#addresses.place(bufferOf(node), access, node.parts[0], copy, node.home!);
    return load(node.expr.type === "f32" ? "f32.load" : "i32.load", address, offset);
  }

  #loadVector(node: Node, access: Access, copy: Copy): Value {
    const stride = access.strides[this.#options.vectorLoop]!;
    const home = node.home!;
    const index = node.parts[0];
    const buffer = bufferOf(node);
    if (!index?.isVector && (stride === 1 || stride === -1)) {
      const first = this.#addresses.place(buffer, access, index, copy, home);
      if (stride === 1) return load("v128.load", first.address, first.offset);
      const { address, offset } = moved(first, -12);
      const backwards = home.share(load("v128.load", address, offset));
      return shuffle(backwards, backwards, [3, 2, 1, 0]);
    }
    if (!index && this.#loadTransposed(node, access, copy)) return this.#known(node, copy)!;
    const [first, ...others] = this.#addresses.places(buffer, access, index, copy, home);
    let lanes = load("v128.load32_zero", first!.address, first!.offset);
    others.forEach(({ address, offset }, n) => {
      lanes = loadLane(address, offset, n + 1, lanes);
    });
    return lanes;
  }

  /**
   * Four copies at once where they lie side by side along another loop than the vectors: four vectors along that loop, transposed.
   * False where there are no four copies.
   */
  #loadTransposed(node: Node, access: Access, copy: Copy): boolean {
    const { copies, counts, vectorLoop } = this.#options;
    const other = access.strides.findIndex(
      (stride, loop) => stride === 1 && counts[loop] === 4 && this.widths[loop] === 1,
    );
    if (other < 0) return false;
    const home = node.home!;
    const first = this.#addresses.place(bufferOf(node), access, undefined, copies.moved(copy, other, 0), home);
    const rows = [0, 1, 2, 3].map((n) => {
      const { address, offset } = moved(first, 4 * access.strides[vectorLoop]! * n);
      return home.keep(load("v128.load", address, offset), "row");
    });
    const mix = (x: number, y: number, lanes: readonly number[]): Value =>
      home.keep(shuffle(rows[x]!, rows[y]!, lanes), "mixed");
    const low = [mix(0, 1, [0, 4, 1, 5]), mix(2, 3, [0, 4, 1, 5])] as const;
    const high = [mix(0, 1, [2, 6, 3, 7]), mix(2, 3, [2, 6, 3, 7])] as const;
    const columns = [
      shuffle(...low, [0, 1, 4, 5]),
      shuffle(...low, [2, 3, 6, 7]),
      shuffle(...high, [0, 1, 4, 5]),
      shuffle(...high, [2, 3, 6, 7]),
    ];
    columns.forEach((column, n) => {
      home.values.set(this.#key(node, copies.moved(copy, other, n), false), home.keep(column, "column"));
    });
    return true;
  }

  /** Where a store goes: one place, or four if the lanes of its vector are not side by side. */
  storePlaces(buffer: number, access: Access, index: Node | undefined, copy: Copy, asVector: boolean): Place[] {
    const isSideBySide = asVector && !index?.isVector && access.strides[this.#options.vectorLoop] === 1;
    if (asVector && !isSideBySide) return this.#addresses.places(buffer, access, index, copy, this.#scope);
    return [this.#addresses.place(buffer, access, index, copy, this.#scope)];
  }
}

const bufferOf = (node: Node): number => (node.expr as Extract<Expr, { kind: "load" }>).buffer;

function nameOf(expr: Expr): string {
  switch (expr.kind) {
    case "load":
      return "x";
    case "unary":
    case "binary":
    case "convert":
      return expr.op;
    default:
      return expr.kind;
  }
}
