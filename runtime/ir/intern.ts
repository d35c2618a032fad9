/**
 * The table that makes equal expressions one object, and the raw makers of nodes (no checks, no simplification).
 *
 * A compilation works in a table of its own (`withInterning`), from tracing rules to the backend's code, which is dropped with it:
 * nothing accumulates, and no weak references are needed. Expressions made outside of any compilation (by hand, in tests) share a
 * table that is emptied when it grows large. Equal expressions from different tables are different objects: whoever looks
 * expressions up by identity must work in the scope in which they were made.
 */
import { withCleanup } from "../interrupts/withCleanup.ts";
import type { Axis, BinaryOp, ConvertOp, Expr, MathOp, ScalarType, UnaryOp } from "./expr.ts";
import { type Range, rangeOfBinary, rangeOfType, rangeOfUnary } from "./range.ts";
import type { Scalar } from "./scalar.ts";

/** Every expression is one of these: one class for all kinds keeps the walks over them fast. Fields of other kinds are undefined. */
class Node {
  readonly id: number;
  readonly low: number;
  readonly high: number;
  readonly kind: Expr["kind"];
  readonly type: ScalarType;
  readonly op: UnaryOp | BinaryOp | ConvertOp | MathOp | undefined;
  readonly args: readonly Expr[] | undefined;
  readonly value: Scalar | undefined;
  readonly axis: Axis | undefined;
  readonly buffer: number | undefined;
  readonly index: Expr | undefined;
  readonly accumulator: number | undefined;

  constructor(kind: Expr["kind"], type: ScalarType, range: Range, rest: Rest) {
    this.id = nextId++;
    this.low = range.low;
    this.high = range.high;
    this.kind = kind;
    this.type = type;
    this.op = rest.op;
    this.args = rest.args;
    this.value = rest.value;
    this.axis = rest.axis;
    this.buffer = rest.buffer;
    this.index = rest.index;
    this.accumulator = rest.accumulator;
  }
}

type Rest = Partial<Pick<Node, "op" | "args" | "value" | "axis" | "buffer" | "index" | "accumulator">>;

/** Open addressing over keys of four integers. */
class Table {
  #keys = new Int32Array(4 * 1024);
  #slots: (Expr | undefined)[] = new Array(1024).fill(undefined);
  size = 0;

  find(head: number, a: number, b: number, c: number): Expr | undefined {
    return this.#slots[this.#probe(head, a, b, c)];
  }

  add(head: number, a: number, b: number, c: number, node: Node | Expr): Expr {
    if (this.size * 2 >= this.#slots.length) this.#grow();
    this.#put(head, a, b, c, node as unknown as Expr);
    this.size++;
    return node as unknown as Expr;
  }

  #put(head: number, a: number, b: number, c: number, expr: Expr): void {
    const slot = this.#probe(head, a, b, c);
    const at = slot * 4;
    this.#keys[at] = head;
    this.#keys[at + 1] = a;
    this.#keys[at + 2] = b;
    this.#keys[at + 3] = c;
    this.#slots[slot] = expr;
  }

  #probe(head: number, a: number, b: number, c: number): number {
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hash =
      Math.imul(head, 0x9e3779b1) ^ Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      if (slots[slot] === undefined) return slot;
      const at = slot * 4;
      if (keys[at] === head && keys[at + 1] === a && keys[at + 2] === b && keys[at + 3] === c) return slot;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const slots = this.#slots;
    this.#slots = new Array(slots.length * 2).fill(undefined);
    this.#keys = new Int32Array(keys.length * 2);
    for (let slot = 0; slot < slots.length; slot++) {
      const expr = slots[slot];
      const at = slot * 4;
      if (expr) this.#put(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!, expr);
    }
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

/** Runs `body` with a table of its own, or in the one of the `withInterning` around it. */
export function withInterning<R>(body: () => R): R {
  if (scoped) return body();
  scoped = new Table();
  return withCleanup(body, () => {
    scoped = undefined;
  });
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

/** A constant; the value must be in range of the type. */
export function makeConst(type: ScalarType, value: Scalar): Expr {
  pair[0] = Number(value);
  const [a, b] = [words[0]!, words[1]!];
  const found = table().find(head(0, type), a, b, 0);
  if (found) return found;
  const range = type === "i32" ? { low: Number(value), high: Number(value) } : rangeOfType(type);
  return table().add(head(0, type), a, b, 0, new Node("const", type, range, { value }));
}

/** A loop counter. */
export function makeIndex(axis: Axis): Expr {
  const { kind, position, size } = axis;
  const key = kind === "grid" ? 0 : 1;
  const found = table().find(head(1, "i32"), key, position, size);
  if (found) return found;
  return table().add(
    head(1, "i32"),
    key,
    position,
    size,
    new Node("index", "i32", { low: 0, high: size - 1 }, { axis }),
  );
}

/** A load. */
export function makeLoad(type: ScalarType, buffer: number, index: Expr): Expr {
  const found = table().find(head(2, type), buffer, index.id, 0);
  return (
    found ??
    table().add(head(2, type), buffer, index.id, 0, new Node("load", type, rangeOfType(type), { buffer, index }))
  );
}

/** The result of a reduction of the same kernel. */
export function makeAccumulator(type: ScalarType, accumulator: number): Expr {
  const found = table().find(head(3, type), accumulator, 0, 0);
  return (
    found ??
    table().add(head(3, type), accumulator, 0, 0, new Node("accumulator", type, rangeOfType(type), { accumulator }))
  );
}

/** An operation on one operand, as given. */
export function makeUnary(type: ScalarType, op: UnaryOp, x: Expr): Expr {
  const code = head(opCodes[op], type);
  const found = table().find(code, x.id, 0, 0);
  return found ?? table().add(code, x.id, 0, 0, new Node("unary", type, rangeOfUnary(type, op, x), { op, args: [x] }));
}

/** An operation on two operands, as given; comparisons have type bool. */
export function makeBinary(type: ScalarType, op: BinaryOp, x: Expr, y: Expr): Expr {
  const code = head(opCodes[op], type);
  const found = table().find(code, x.id, y.id, 0);
  return (
    found ??
    table().add(code, x.id, y.id, 0, new Node("binary", type, rangeOfBinary(type, op, x, y), { op, args: [x, y] }))
  );
}

/** Codes of operations as they were asked for, beside those of the nodes. */
const asked = 256;

/** What an operation on two integers was simplified to before; undefined if it was not asked for yet. */
export function knownResult(op: BinaryOp, x: Expr, y: Expr): Expr | undefined {
  return table().find(head(asked + opCodes[op], x.type), x.id, y.id, 0);
}

/** Notes what an operation on two integers is simplified to. */
export function rememberResult(op: BinaryOp, x: Expr, y: Expr, result: Expr): Expr {
  return table().add(head(asked + opCodes[op], x.type), x.id, y.id, 0, result);
}

/** A conversion, as given. */
export function makeConvert(type: ScalarType, op: ConvertOp, x: Expr): Expr {
  const code = head(opCodes[op], type);
  const found = table().find(code, x.id, 0, 0);
  if (found) return found;
  const range = type === "i32" && x.type === "bool" ? { low: 0, high: 1 } : rangeOfType(type);
  return table().add(code, x.id, 0, 0, new Node("convert", type, range, { op, args: [x] }));
}

/** A function of one or two operands, as given. */
export function makeMath(op: MathOp, args: readonly Expr[]): Expr {
  const code = head(opCodes[op], "f32");
  const [a, b] = [args[0]!.id, args[1]?.id ?? -1];
  return (
    table().find(code, a, b, 0) ?? table().add(code, a, b, 0, new Node("math", "f32", rangeOfType("f32"), { op, args }))
  );
}

/** A choice, as given. */
export function makeSelect(condition: Expr, then: Expr, otherwise: Expr): Expr {
  const code = head(4, then.type);
  const found = table().find(code, condition.id, then.id, otherwise.id);
  if (found) return found;
  const range = { low: Math.min(then.low, otherwise.low), high: Math.max(then.high, otherwise.high) };
  return table().add(
    code,
    condition.id,
    then.id,
    otherwise.id,
    new Node("select", then.type, range, { args: [condition, then, otherwise] }),
  );
}
