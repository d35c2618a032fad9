/**
 * Computes expressions: each once for every copy of the loop body it differs in, in the scope it belongs to, as a vector where it
 * varies along the vectorised loop and as a scalar elsewhere.
 */
import type { Expr } from "../../../ir/expr.ts";
import {
  get,
  i32,
  type Local,
  load,
  loadLane,
  operation,
  select,
  shuffle,
  type Value,
  vector,
} from "../module/code.ts";
import type { Access } from "./access.ts";
import type { Node, Phase } from "./phase.ts";
import { scalarBinary, scalarConvert, scalarUnary } from "./scalarInstructions.ts";
import { type Position, type Scope, type Stream, valueAt } from "./scope.ts";
import {
  constantWord,
  lane,
  scalarConstant,
  splat,
  vectorBinary,
  vectorConvert,
  vectorUnary,
} from "./vectorInstructions.ts";

/** A copy of the loop body: five bits for each loop that has copies, at the loop's place. */
export type Copy = number;

/** Deeper values get a local, so that recursion over a value stays shallow. */
const deepest = 24;

export interface EvaluatorOptions {
  /** Address of a buffer's first byte. */
  readonly bufferAddress: (buffer: number) => Value;
  /** Name of a buffer for people. */
  readonly bufferName: (buffer: number) => string;
  /** The loop with vectors, −1 for none. */
  readonly vectorLoop: number;
  /** For each loop, where its copy number stands in a `Copy`; −1 without copies. */
  readonly copyShift: readonly number[];
  /** Loads that must happen before any store of the same copy. */
  readonly isEarly: (load: Expr) => boolean;
  /** The result of a reduction. */
  readonly accumulator: (id: number, copy: Copy) => Value;
}

export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #vectorBit: number;
  readonly #streams = new Map<string, Stream>();
  /** Width of each loop in the current segment; 0 outside of it. */
  readonly widths: number[];
  #phase: Phase = [];
  #scope!: Scope;

  constructor(loopCount: number, options: EvaluatorOptions) {
    this.#options = options;
    this.#vectorBit = options.vectorLoop < 0 ? 0 : 1 << options.vectorLoop;
    this.widths = new Array<number>(loopCount).fill(0);
  }

  /** Whether what depends on these loops is a vector here. */
  isVector(loops: number): boolean {
    return (loops & this.#vectorBit) !== 0 && this.widths[this.#options.vectorLoop] === 4;
  }

  /** The part of a copy number that makes a difference to something that depends on these loops. */
  copyFor(loops: number, copy: Copy): Copy {
    let part = 0;
    const { copyShift } = this.#options;
    for (let n = 0; n < copyShift.length; n++) {
      if (copyShift[n]! >= 0 && (loops & (1 << n)) !== 0) part |= copy & (31 << copyShift[n]!);
    }
    return part;
  }

  /** Computes all nodes of a phase that are not known yet, for one copy. Afterwards `value` gives them. */
  evaluate(phase: Phase, scope: Scope, copy: Copy): void {
    this.#phase = phase;
    this.#scope = scope;
    for (const node of phase) this.#ensure(node, copy);
  }

  /** A computed value, as scalar or vector depending on the loops; `asVector` splats a scalar. */
  value(node: Node, copy: Copy, asVector: boolean): Value {
    const home = this.#scope.home(node.loops);
    const part = this.copyFor(node.loops, copy);
    if (!asVector || this.isVector(node.loops)) return home.values.get(keyOf(node, part, false))!;
    const key = keyOf(node, part, true);
    let value = home.values.get(key);
    if (!value) {
      value = home.keep(splat(node.expr.type, home.values.get(keyOf(node, part, false))!), "splat");
      home.values.set(key, value);
    }
    return value;
  }

  #ensure(node: Node, copy: Copy): void {
    const home = this.#scope.home(node.loops);
    const part = this.copyFor(node.loops, copy);
    const splatOnly = this.#isSplatOnly(node);
    const key = keyOf(node, part, splatOnly);
    const known = home.values.get(key);
    if (known) {
      if (node.uses > 1 && known.depth > 0) home.values.set(key, home.keep(known, nameOf(node.expr)));
      return;
    }
    let value = splatOnly ? this.#splatted(node, part, home) : this.#compute(node, part, home);
    if (this.#needsLocal(node, home, value)) value = home.keep(value, nameOf(node.expr));
    home.values.set(key, value);
  }

  /** Whether a scalar is only ever used in all lanes. */
  #isSplatOnly(node: Node): boolean {
    if (node.isRoot || node.users.length === 0 || this.isVector(node.loops)) return false;
    return node.users.every((user) => this.isVector(user.loops));
  }

  #needsLocal(node: Node, home: Scope, value: Value): boolean {
    if (value.depth === 0) return value.kind === "vector" && this.#scope !== home;
    if (node.uses > 1 || value.depth > deepest) return true;
    if (node.access && this.#options.isEarly(node.expr)) return true;
    const { user } = node;
    if (!user || node.isRoot) return home !== this.#scope || this.copyFor(node.loops, -1) !== this.copyFor(-1, -1);
    return this.#scope.home(user.loops) !== home || this.copyFor(node.loops, -1) !== this.copyFor(user.loops, -1);
  }

  #splatted(node: Node, copy: Copy, home: Scope): Value {
    const { expr } = node;
    if (expr.kind === "load" && expr.type !== "bool" && node.access) {
      const { position, offset } = this.#scalarAddress(node, node.access, copy, home);
      return loadAt("v128.load32_splat", position, offset);
    }
    return splat(expr.type, this.#compute(node, copy, home));
  }

  #compute(node: Node, copy: Copy, home: Scope): Value {
    const { expr } = node;
    const asVector = this.isVector(node.loops);
    if (node.linear) return this.#linear(node.linear, copy, home, asVector);
    const part = (n: number): Value => {
      const used = (expr as { args: readonly Expr[] }).args[n]!;
      return this.value(this.#nodeOf(used), copy, asVector);
    };
    switch (expr.kind) {
      case "const":
        return scalarConstant(expr.type, expr.value);
      case "load":
        return this.#load(node, node.access!, copy, home);
      case "accumulator":
        return this.#options.accumulator(expr.accumulator, copy);
      case "unary":
        return (asVector ? vectorUnary : scalarUnary)(expr.op, expr.type, part(0), home);
      case "binary":
        if (!asVector) return scalarBinary(expr.op, expr.args[0].type, part(0), part(1), home);
        return vectorBinary(expr.op, expr.args[0].type, part(0), part(1), home, constantWord(expr.args[1]));
      case "convert":
        return (asVector ? vectorConvert : scalarConvert)(expr.op, expr.type, expr.args[0].type, part(0));
      case "select":
        if (asVector) return operation("v128.bitselect", part(1), part(2), part(0));
        return select(part(0), part(1), part(2));
      default:
        throw new Error(`Cannot emit ${expr.kind}: it must be rewritten before`);
    }
  }

  readonly #nodes = new Map<Phase, Map<Expr, Node>>();
  #nodeOf(expr: Expr): Node {
    let byExpr = this.#nodes.get(this.#phase);
    if (!byExpr) {
      byExpr = new Map(this.#phase.map((node) => [node.expr, node]));
      this.#nodes.set(this.#phase, byExpr);
    }
    return byExpr.get(expr)!;
  }

  /** An index of the kernel's loops as a number. */
  #linear(access: Access, copy: Copy, home: Scope, asVector: boolean): Value {
    const position = home.position(this.#stream(undefined, access.strides, "n"));
    const offset = position.offset + access.offset + this.#copyOffset(access.strides, copy);
    const first: Position = { variable: position.variable, offset };
    const stride = asVector ? access.strides[this.#options.vectorLoop]! : 0;
    if (!asVector) return valueAt(first);
    const steps = [0, 1, 2, 3].map((n) => (offset + n * stride) | 0);
    if (!position.variable) return vector(steps);
    return operation("i32x4.add", operation("i32x4.splat", get(position.variable)), vector(steps));
  }

  /** What the copy adds to a linear function of the loops. */
  #copyOffset(strides: readonly number[], copy: Copy): number {
    let offset = 0;
    const { copyShift } = this.#options;
    for (let n = 0; n < copyShift.length; n++) {
      const shift = copyShift[n]!;
      if (shift >= 0 && strides[n] !== 0) offset += strides[n]! * this.widths[n]! * ((copy >>> shift) & 31);
    }
    return offset;
  }

  #stream(buffer: number | undefined, strides: readonly number[], name: string): Stream {
    const key = `${buffer ?? "n"}:${strides.join()}`;
    let stream = this.#streams.get(key);
    if (!stream) {
      const base = buffer === undefined ? undefined : (): Value => this.#options.bufferAddress(buffer);
      stream = { name, strides: buffer === undefined ? strides : strides.map((stride) => stride * 4), base };
      this.#streams.set(key, stream);
    }
    return stream;
  }

  /** The address of a load or store that is the same in all lanes, in this copy. */
  #scalarAddress(
    node: Node | undefined,
    access: Access,
    copy: Copy,
    home: Scope,
    buffer = bufferOf(node!),
  ): { position: Position; offset: number } {
    const plain = this.#stream(buffer, access.strides, this.#options.bufferName(buffer));
    const offset = access.offset * 4 + this.#copyOffset(access.strides, copy) * 4;
    const { rest } = access;
    if (!rest) return { position: home.position(plain), offset };
    const index = this.#nodeOf(rest);
    if (this.copyFor(index.loops, -1) === 0 && !this.isVector(index.loops)) {
      const stream = this.#streamWith(plain, index);
      return { position: home.position(stream), offset };
    }
    const bytes = operation("i32.shl", this.value(index, copy, false), i32(2));
    const address = home.keep(operation("i32.add", valueAt(home.position(plain)), bytes), `${plain.name}At`);
    return { position: { variable: localOf(address), offset: 0 }, offset };
  }

  /** A stream with a gathered part, which is added where the loops it depends on are known. */
  #streamWith(plain: Stream, index: Node): Stream {
    const key = `${plain.name}:${plain.strides.join()}:${index.number}`;
    let stream = this.#streams.get(key);
    if (!stream) {
      const value = (scope: Scope): Value => operation("i32.shl", scope.values.get(keyOf(index, 0, false))!, i32(2));
      stream = { ...plain, extra: { of: plain, loops: index.loops, value } };
      this.#streams.set(key, stream);
    }
    return stream;
  }

  #load(node: Node, access: Access, copy: Copy, home: Scope): Value {
    const { expr } = node;
    const loaded = this.isVector(node.loops)
      ? this.#loadVector(node, access, copy, home)
      : this.#loadScalar(node, access, copy, home);
    if (expr.type !== "bool") return loaded;
    return loaded.type === "v128"
      ? operation("i32x4.ne", loaded, vector([0, 0, 0, 0]))
      : operation("i32.ne", loaded, i32(0));
  }

  #loadScalar(node: Node, access: Access, copy: Copy, home: Scope): Value {
    const { position, offset } = this.#scalarAddress(node, access, copy, home);
    return loadAt(node.expr.type === "f32" ? "f32.load" : "i32.load", position, offset);
  }

  #loadVector(node: Node, access: Access, copy: Copy, home: Scope): Value {
    const stride = access.strides[this.#options.vectorLoop]!;
    const index = access.rest && this.#nodeOf(access.rest);
    if (index && this.isVector(index.loops)) return this.#gather(node, access, copy, home);
    const { position, offset } = this.#scalarAddress(node, access, copy, home);
    if (stride === 1) return loadAt("v128.load", position, offset);
    if (stride === -1) {
      const backwards = home.share(loadAt("v128.load", position, offset - 12));
      return shuffle(backwards, backwards, [3, 2, 1, 0]);
    }
    return this.#collect([0, 1, 2, 3].map((n) => ({ position, offset: offset + 4 * stride * n })));
  }

  /** Four elements at four computed places. */
  #gather(node: Node, access: Access, copy: Copy, home: Scope): Value {
    return this.#collect(this.gatherPlaces(bufferOf(node), access, copy, home));
  }

  /** The places of four elements whose index is a vector. */
  gatherPlaces(buffer: number, access: Access, copy: Copy, home: Scope): { position: Position; offset: number }[] {
    const plain = this.#stream(buffer, access.strides, this.#options.bufferName(buffer));
    const base = home.position(plain);
    const index = this.#nodeOf(access.rest!);
    const bytes = home.share(operation("i32x4.shl", this.value(index, copy, true), i32(2)));
    const stride = access.strides[this.#options.vectorLoop]!;
    return [0, 1, 2, 3].map((n) => {
      const address = operation("i32.add", valueAt(base), lane("i32", bytes, n));
      const offset = 4 * (access.offset + this.#copyOffset(access.strides, copy) + stride * n);
      return { position: { variable: localOf(home.keep(address, `${plain.name}At`)), offset: 0 }, offset };
    });
  }

  #collect(places: readonly { position: Position; offset: number }[]): Value {
    let result = loadAt("v128.load32_zero", places[0]!.position, places[0]!.offset);
    for (let n = 1; n < 4; n++) {
      const { address, offset } = addressOf(places[n]!.position, places[n]!.offset);
      result = loadLane(address, offset, n, result);
    }
    return result;
  }

  /** Where a store goes: one place, or four if the lanes are not side by side. */
  storePlaces(
    buffer: number,
    access: Access,
    copy: Copy,
    scope: Scope,
    asVector: boolean,
  ): { address: Value; offset: number }[] {
    const index = access.rest && this.#nodeOf(access.rest);
    if (asVector && index && this.isVector(index.loops)) {
      return this.gatherPlaces(buffer, access, copy, scope).map(({ position, offset }) => addressOf(position, offset));
    }
    const { position, offset } = this.#scalarAddress(undefined, access, copy, scope, buffer);
    const stride = asVector ? access.strides[this.#options.vectorLoop]! : 0;
    if (!asVector || stride === 1) return [addressOf(position, offset)];
    return [0, 1, 2, 3].map((n) => addressOf(position, offset + 4 * stride * n));
  }
}

const bufferOf = (node: Node): number => (node.expr as Extract<Expr, { kind: "load" }>).buffer;

const keyOf = (node: Node, copy: Copy, splatted: boolean): number =>
  (node.number * 2 + (splatted ? 1 : 0)) * 2 ** 20 + copy;

function localOf(value: Value): Local {
  if (value.kind !== "get") throw new Error(`Cannot use a ${value.kind} as a pointer: it must be kept in a local`);
  return value.local;
}

/** A position and an offset as an address and a constant that fits the instruction (which takes none below 0). */
function addressOf(position: Position, offset: number): { address: Value; offset: number } {
  const sum = position.offset + offset;
  if (!position.variable) return { address: i32(sum), offset: 0 };
  if (sum >= 0) return { address: get(position.variable), offset: sum };
  return { address: operation("i32.add", get(position.variable), i32(sum)), offset: 0 };
}

function loadAt(name: Parameters<typeof load>[0], position: Position, extra: number): Value {
  const { address, offset } = addressOf(position, extra);
  return load(name, address, offset);
}

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
