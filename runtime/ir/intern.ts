/**
 * The table that makes equal expressions one object, and the raw makers of nodes (no checks, no simplification).
 *
 * A compilation works in a table of its own (`withInterning`), which is dropped with it: nothing accumulates, and no weak
 * references are needed. Expressions made outside of any compilation (by a backend, by hand) share a table that is emptied when
 * it grows large; identity between older and newer expressions is then lost, which costs a duplicate computation, never a wrong one.
 */
import type { Axis, BinaryOp, ConvertOp, Expr, Interned, MathOp, ScalarType, UnaryOp } from "./expr.ts";
import { type Range, rangeOfBinary, rangeOfUnary, type32 } from "./range.ts";
import type { Scalar } from "./scalar.ts";

type Make = (identity: Interned) => Expr;

/** Open addressing over keys of four integers. */
class Table {
  #keys = new Int32Array(4 * 256);
  #slots: (Expr | undefined)[] = new Array(256);
  size = 0;

  find(head: number, a: number, b: number, c: number, range: Range, make: Make): Expr {
    let slot = this.#probe(head, a, b, c);
    const found = this.#slots[slot];
    if (found) return found;
    if (this.size * 2 >= this.#slots.length) {
      this.#grow();
      slot = this.#probe(head, a, b, c);
    }
    this.#keys.set([head, a, b, c], slot * 4);
    this.size++;
    return (this.#slots[slot] = make({ id: nextId++, low: range.low, high: range.high }));
  }

  #probe(head: number, a: number, b: number, c: number): number {
    const keys = this.#keys;
    const mask = this.#slots.length - 1;
    let hash =
      Math.imul(head, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      if (!this.#slots[slot]) return slot;
      const at = slot * 4;
      if (keys[at] === head && keys[at + 1] === a && keys[at + 2] === b && keys[at + 3] === c) return slot;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const slots = this.#slots;
    this.#slots = new Array(slots.length * 2);
    this.#keys = new Int32Array(keys.length * 2);
    slots.forEach((expr, slot) => {
      const key = keys.subarray(slot * 4, slot * 4 + 4);
      const to = this.#probe(key[0]!, key[1]!, key[2]!, key[3]!);
      this.#slots[to] = expr;
      this.#keys.set(key, to * 4);
    });
  }
}

const largestShared = 1 << 16;
let nextId = 0;
let shared = new Table();
let scoped: Table | undefined;

function table(): Table {
  if (scoped) return scoped;
  if (shared.size > largestShared) shared = new Table();
  return shared;
}

/** Runs `body` with a table of its own. */
export function withInterning<R>(body: () => R): R {
  const outer = scoped;
  scoped = new Table();
  try {
    return body();
  } finally {
    scoped = outer;
  }
}

const typeCodes: Readonly<Record<ScalarType, number>> = { f32: 0, i32: 1, u32: 2, bool: 3 };

const opCodes: Readonly<Record<UnaryOp | BinaryOp | ConvertOp | MathOp, number>> = {
  neg: 8,
  abs: 9,
  floor: 10,
  ceil: 11,
  roundEven: 12,
  trunc: 13,
  sqrt: 14,
  not: 15,
  popcount: 16,
  clz: 17,
  add: 18,
  sub: 19,
  mul: 20,
  div: 21,
  rem: 22,
  min: 23,
  max: 24,
  and: 25,
  or: 26,
  xor: 27,
  shl: 28,
  shrLogical: 29,
  shrArith: 30,
  eq: 31,
  ne: 32,
  lt: 33,
  le: 34,
  gt: 35,
  ge: 36,
  convert: 37,
  bitcast: 38,
  exp: 39,
  expm1: 40,
  log: 41,
  log1p: 42,
  tanh: 43,
  sin: 44,
  cos: 45,
  pow: 46,
  erfInv: 47,
}; // prettier-ignore

const head = (code: number, type: ScalarType): number => code * 4 + typeCodes[type];
const pair = new Float64Array(1);
const words = new Int32Array(pair.buffer);

export function makeConst(type: ScalarType, value: Scalar): Expr {
  pair[0] = Number(value);
  const range = type === "i32" ? { low: Number(value), high: Number(value) } : type32(type);
  return table().find(head(0, type), words[0]!, words[1]!, 0, range, (i) => ({ ...i, kind: "const", type, value }));
}

export function makeIndex(axis: Axis): Expr {
  const range = { low: 0, high: axis.size - 1 };
  return table().find(head(1, "i32"), axis.kind === "grid" ? 0 : 1, axis.position, axis.size, range, (i) => ({
    ...i,
    kind: "index",
    type: "i32",
    axis,
  }));
}

export function makeLoad(type: ScalarType, buffer: number, index: Expr): Expr {
  return table().find(head(2, type), buffer, index.id, 0, type32(type), (i) => ({
    ...i,
    kind: "load",
    type,
    buffer,
    index,
  }));
}

export function makeAccumulator(type: ScalarType, accumulator: number): Expr {
  return table().find(head(3, type), accumulator, 0, 0, type32(type), (i) => ({
    ...i,
    kind: "accumulator",
    type,
    accumulator,
  }));
}

export function makeUnary(type: ScalarType, op: UnaryOp, x: Expr): Expr {
  return table().find(head(opCodes[op], type), x.id, 0, 0, rangeOfUnary(type, op, x), (i) => ({
    ...i,
    kind: "unary",
    type,
    op,
    args: [x],
  }));
}

export function makeBinary(type: ScalarType, op: BinaryOp, x: Expr, y: Expr): Expr {
  return table().find(head(opCodes[op], type), x.id, y.id, 0, rangeOfBinary(type, op, x, y), (i) => ({
    ...i,
    kind: "binary",
    type,
    op,
    args: [x, y],
  }));
}

export function makeConvert(type: ScalarType, op: ConvertOp, x: Expr): Expr {
  const range = type === "i32" && x.type === "bool" ? { low: 0, high: 1 } : type32(type);
  return table().find(head(opCodes[op], type), x.id, 0, 0, range, (i) => ({
    ...i,
    kind: "convert",
    type,
    op,
    args: [x],
  }));
}

export function makeMath(op: MathOp, args: readonly Expr[]): Expr {
  return table().find(head(opCodes[op], "f32"), args[0]!.id, args[1]?.id ?? -1, 0, type32("f32"), (i) => ({
    ...i,
    kind: "math",
    type: "f32",
    op,
    args,
  }));
}

export function makeSelect(condition: Expr, then: Expr, otherwise: Expr): Expr {
  const range = { low: Math.min(then.low, otherwise.low), high: Math.max(then.high, otherwise.high) };
  return table().find(head(4, then.type), condition.id, then.id, otherwise.id, range, (i) => ({
    ...i,
    kind: "select",
    type: then.type,
    args: [condition, then, otherwise],
  }));
}
