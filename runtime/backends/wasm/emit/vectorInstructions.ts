/**
 * Every operation of the kernel language on four numbers at once. f32, i32 and u32 are lanes of a v128; a bool is a lane of ones or
 * zeros. What has no instruction is done lane by lane.
 */
import type { BinaryOp, ConvertOp, Expr, ScalarType, UnaryOp } from "../../../ir/expr.ts";
import { f32, i32, laneOperation, operation, type Value, vector } from "../module/code.ts";
import type { OperationName } from "../module/opcodes.ts";
import { type Sink, scalarBinary, scalarUnary } from "./scalarInstructions.ts";

const oneBits = 0x3f800000;
const same = (word: number): Value => vector([word, word, word, word]);

/** A number in all lanes. */
export function splat(type: ScalarType, x: Value): Value {
  if (x.kind === "const") return same(type === "bool" ? -x.value : type === "f32" ? floatBits(x.value) : x.value);
  if (type === "f32") return operation("f32x4.splat", x);
  return operation("i32x4.splat", type === "bool" ? operation("i32.sub", i32(0), x) : x);
}

const words = new DataView(new ArrayBuffer(4));
function floatBits(value: number): number {
  words.setFloat32(0, value);
  return words.getInt32(0);
}

/** One lane as a scalar. */
export function lane(type: ScalarType, x: Value, n: number): Value {
  if (type === "f32") return laneOperation("f32x4.extract_lane", n, x);
  const word = laneOperation("i32x4.extract_lane", n, x);
  return type === "bool" ? operation("i32.and", word, i32(1)) : word;
}

/** A vector from four scalars. */
export function fromLanes(type: ScalarType, lanes: readonly Value[]): Value {
  let result = splat(type, lanes[0]!);
  for (let n = 1; n < 4; n++) {
    const x = type === "bool" ? operation("i32.sub", i32(0), lanes[n]!) : lanes[n]!;
    result = laneOperation(type === "f32" ? "f32x4.replace_lane" : "i32x4.replace_lane", n, result, x);
  }
  return result;
}

const float1: Readonly<Partial<Record<UnaryOp, OperationName>>> = {
  neg: "f32x4.neg",
  abs: "f32x4.abs",
  floor: "f32x4.floor",
  ceil: "f32x4.ceil",
  roundEven: "f32x4.nearest",
  trunc: "f32x4.trunc",
  sqrt: "f32x4.sqrt",
};
const int1: Readonly<Partial<Record<UnaryOp, OperationName>>> = { neg: "i32x4.neg", abs: "i32x4.abs", not: "v128.not" };

/** An operation on one vector. */
export function vectorUnary(op: UnaryOp, type: ScalarType, x: Value, sink: Sink): Value {
  if (op === "popcount") {
    const bytes = operation("i8x16.popcnt", x);
    return operation("i32x4.extadd_pairwise_i16x8_u", operation("i16x8.extadd_pairwise_i8x16_u", bytes));
  }
  const name = type === "bool" ? (op === "not" ? "v128.not" : undefined) : (type === "f32" ? float1 : int1)[op];
  if (name) return operation(name, x);
  const once = sink.share(x);
  return fromLanes(
    type,
    [0, 1, 2, 3].map((n) => scalarUnary(op, type, lane(type, once, n), sink)),
  );
}

const bitwise: Readonly<Partial<Record<BinaryOp, OperationName>>> = { and: "v128.and", or: "v128.or", xor: "v128.xor" };
const float2: Readonly<Partial<Record<BinaryOp, OperationName>>> = {
  add: "f32x4.add",
  sub: "f32x4.sub",
  mul: "f32x4.mul",
  div: "f32x4.div",
  min: "f32x4.min",
  max: "f32x4.max",
  eq: "f32x4.eq",
  ne: "f32x4.ne",
  lt: "f32x4.lt",
  le: "f32x4.le",
  gt: "f32x4.gt",
  ge: "f32x4.ge",
};
const int2: Readonly<Partial<Record<BinaryOp, OperationName>>> = {
  ...bitwise,
  add: "i32x4.add",
  sub: "i32x4.sub",
  mul: "i32x4.mul",
  eq: "i32x4.eq",
  ne: "i32x4.ne",
};
const names: Readonly<Record<ScalarType, Readonly<Partial<Record<BinaryOp, OperationName>>>>> = {
  f32: float2,
  i32: {
    ...int2,
    min: "i32x4.min_s",
    max: "i32x4.max_s",
    lt: "i32x4.lt_s",
    le: "i32x4.le_s",
    gt: "i32x4.gt_s",
    ge: "i32x4.ge_s",
  },
  u32: {
    ...int2,
    min: "i32x4.min_u",
    max: "i32x4.max_u",
    lt: "i32x4.lt_u",
    le: "i32x4.le_u",
    gt: "i32x4.gt_u",
    ge: "i32x4.ge_u",
  },
  bool: bitwise,
};
const shifts: Readonly<Partial<Record<BinaryOp, OperationName>>> = {
  shl: "i32x4.shl",
  shrLogical: "i32x4.shr_u",
  shrArith: "i32x4.shr_s",
};

/** An operation on two vectors of a type (that of the operands); `amount` is the word in all lanes of y, if y is constant. */
export function vectorBinary(
  op: BinaryOp,
  type: ScalarType,
  x: Value,
  y: Value,
  sink: Sink,
  amount: number | undefined,
): Value {
  const shift = shifts[op];
  if (shift && amount !== undefined) {
    if (amount >>> 0 < 32) return operation(shift, x, i32(amount));
    return op === "shrArith" ? operation(shift, x, i32(31)) : same(0);
  }
  if (type === "f32" && (op === "min" || op === "max") && amount !== undefined) {
    const bounded = boundByConstant(op, x, y, amount);
    if (bounded) return bounded;
  }
  const name = names[type][op];
  if (name) return operation(name, x, y);
  const [a, b] = [sink.share(x), sink.share(y)];
  return fromLanes(
    type,
    [0, 1, 2, 3].map((n) => scalarBinary(op, type, lane(type, a, n), lane(type, b, n), sink)),
  );
}

/** The 32-bit word of a constant. */
export function constantWord(x: Expr): number | undefined {
  if (x.kind !== "const") return undefined;
  return x.type === "f32" ? floatBits(Number(x.value)) : Number(x.value) | 0;
}

/**
 * min and max against a constant by one comparison, where the general instructions take several to treat NaN and −0:
 * pmax(x, c) is x unless x < c. That keeps NaN; only x = −0 with c = +0 (max) or +0 with −0 (min) would come out wrong.
 */
function boundByConstant(op: "min" | "max", x: Value, c: Value, word: number): Value | undefined {
  const isNaN_ = (word & 0x7fffffff) > 0x7f800000;
  if (isNaN_ || (op === "min" && word === -(2 ** 31))) return undefined;
  if (op === "min") return operation("f32x4.pmin", x, c);
  return operation("f32x4.pmax", word === 0 ? operation("f32x4.add", x, same(0)) : x, c);
}

/** A conversion; `to` is never bool. */
export function vectorConvert(op: ConvertOp, to: ScalarType, from: ScalarType, x: Value): Value {
  if (op === "bitcast" || from === to) return x;
  if (from === "bool") return operation("v128.and", x, same(to === "f32" ? oneBits : 1));
  if (to === "f32") return operation(from === "i32" ? "f32x4.convert_i32x4_s" : "f32x4.convert_i32x4_u", x);
  if (from === "f32") return operation(to === "i32" ? "i32x4.trunc_sat_f32x4_s" : "i32x4.trunc_sat_f32x4_u", x);
  return x;
}

/** A constant of a type. */
export function scalarConstant(type: ScalarType, value: number | boolean): Value {
  return type === "f32" ? f32(Number(value)) : i32(Number(value) | 0);
}
