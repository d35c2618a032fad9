/** Every operation of the kernel language on single numbers. f32 is f32; i32, u32 and bool (0 or 1) are i32. */
import type { BinaryOp, ConvertOp, ScalarType, UnaryOp } from "../../../ir/expr.ts";
import { i32, operation, type Statement, select, type Value } from "../module/code.ts";
import { floatRemainder } from "./floatRemainder.ts";

/** Where an instruction that is more than one value puts the rest. */
export interface Sink {
  /** Keeps a value that is used several times in a local, and gives the local. */
  share(value: Value): Value;
  push(statement: Statement): void;
}

type Emit1 = (x: Value, sink: Sink) => Value;
type Emit2 = (x: Value, y: Value, sink: Sink) => Value;

const float1: Readonly<Partial<Record<UnaryOp, Emit1>>> = {
  neg: (x) => operation("f32.neg", x),
  abs: (x) => operation("f32.abs", x),
  floor: (x) => operation("f32.floor", x),
  ceil: (x) => operation("f32.ceil", x),
  roundEven: (x) => operation("f32.nearest", x),
  trunc: (x) => operation("f32.trunc", x),
  sqrt: (x) => operation("f32.sqrt", x),
};

const negated = (x: Value): Value => operation("i32.sub", i32(0), x);

const int1: Readonly<Partial<Record<UnaryOp, Emit1>>> = {
  neg: negated,
  abs(x, sink) {
    const once = sink.share(x);
    return select(operation("i32.lt_s", once, i32(0)), negated(once), once);
  },
  not: (x) => operation("i32.xor", x, i32(-1)),
  popcount: (x) => operation("i32.popcnt", x),
  clz: (x) => operation("i32.clz", x),
};

/** An operation on one number. */
export function scalarUnary(op: UnaryOp, type: ScalarType, x: Value, sink: Sink): Value {
  if (type === "bool" && op === "not") return operation("i32.eqz", x);
  const emit = (type === "f32" ? float1 : int1)[op];
  if (!emit) throw new TypeError(`Cannot emit ${op} of ${type}`);
  return emit(x, sink);
}

const float2: Readonly<Partial<Record<BinaryOp, Emit2>>> = {
  add: (x, y) => operation("f32.add", x, y),
  sub: (x, y) => operation("f32.sub", x, y),
  mul: (x, y) => operation("f32.mul", x, y),
  div: (x, y) => operation("f32.div", x, y),
  rem: floatRemainder,
  min: (x, y) => operation("f32.min", x, y),
  max: (x, y) => operation("f32.max", x, y),
  eq: (x, y) => operation("f32.eq", x, y),
  ne: (x, y) => operation("f32.ne", x, y),
  lt: (x, y) => operation("f32.lt", x, y),
  le: (x, y) => operation("f32.le", x, y),
  gt: (x, y) => operation("f32.gt", x, y),
  ge: (x, y) => operation("f32.ge", x, y),
};

/** The smaller or larger of two integers. */
const choose =
  (compare: "i32.lt_s" | "i32.lt_u" | "i32.gt_s" | "i32.gt_u"): Emit2 =>
  (x, y, sink) => {
    const [a, b] = [sink.share(x), sink.share(y)];
    return select(operation(compare, a, b), a, b);
  };

/** Shifts by 32 or more; the instructions take the amount modulo 32. */
const shift =
  (name: "i32.shl" | "i32.shr_u"): Emit2 =>
  (x, y, sink) => {
    if (y.kind === "const") return y.value >>> 0 < 32 ? operation(name, x, y) : i32(0);
    const amount = sink.share(y);
    return select(operation("i32.lt_u", amount, i32(32)), operation(name, x, amount), i32(0));
  };

const shiftArith: Emit2 = (x, y, sink) => {
  if (y.kind === "const") return operation("i32.shr_s", x, i32(Math.min(y.value >>> 0, 31)));
  const amount = sink.share(y);
  return operation("i32.shr_s", x, select(operation("i32.lt_u", amount, i32(32)), amount, i32(31)));
};

const common2: Readonly<Partial<Record<BinaryOp, Emit2>>> = {
  add: (x, y) => operation("i32.add", x, y),
  sub: (x, y) => operation("i32.sub", x, y),
  mul: (x, y) => operation("i32.mul", x, y),
  and: (x, y) => operation("i32.and", x, y),
  or: (x, y) => operation("i32.or", x, y),
  xor: (x, y) => operation("i32.xor", x, y),
  shl: shift("i32.shl"),
  shrLogical: shift("i32.shr_u"),
  shrArith: shiftArith,
  eq: (x, y) => operation("i32.eq", x, y),
  ne: (x, y) => operation("i32.ne", x, y),
};

const signed2: Readonly<Partial<Record<BinaryOp, Emit2>>> = {
  ...common2,
  div: signedDivision,
  rem: signedRemainder,
  min: choose("i32.lt_s"),
  max: choose("i32.gt_s"),
  lt: (x, y) => operation("i32.lt_s", x, y),
  le: (x, y) => operation("i32.le_s", x, y),
  gt: (x, y) => operation("i32.gt_s", x, y),
  ge: (x, y) => operation("i32.ge_s", x, y),
};

const unsigned2: Readonly<Partial<Record<BinaryOp, Emit2>>> = {
  ...common2,
  div: (x, y, sink) => byNonZero("i32.div_u", x, y, sink, () => i32(-1)),
  rem: (x, y, sink) => byNonZero("i32.rem_u", x, y, sink, (dividend) => dividend),
  min: choose("i32.lt_u"),
  max: choose("i32.gt_u"),
  lt: (x, y) => operation("i32.lt_u", x, y),
  le: (x, y) => operation("i32.le_u", x, y),
  gt: (x, y) => operation("i32.gt_u", x, y),
  ge: (x, y) => operation("i32.ge_u", x, y),
};

/** The instructions trap for a zero divisor. */
function byNonZero(
  name: "i32.div_u" | "i32.rem_u",
  x: Value,
  y: Value,
  sink: Sink,
  otherwise: (x: Value) => Value,
): Value {
  if (y.kind === "const") return y.value === 0 ? otherwise(x) : operation(name, x, y);
  const [a, b] = [sink.share(x), sink.share(y)];
  const isZero = sink.share(operation("i32.eqz", b));
  return select(isZero, otherwise(a), operation(name, a, operation("i32.add", b, isZero)));
}

/** −1 by 0; −2³¹ div −1, which traps, is the negation as for every other dividend. */
function signedDivision(x: Value, y: Value, sink: Sink): Value {
  if (y.kind === "const") {
    if (y.value === 0) return i32(-1);
    return y.value === -1 ? negated(x) : operation("i32.div_s", x, y);
  }
  const { a, b, isSpecial, divisor } = guarded(x, y, sink);
  const special = select(operation("i32.eqz", b), i32(-1), negated(a));
  return select(isSpecial, special, operation("i32.div_s", a, divisor));
}

/** The dividend by 0. */
function signedRemainder(x: Value, y: Value, sink: Sink): Value {
  if (y.kind === "const") {
    if (y.value === 0) return x;
    return y.value === -1 ? i32(0) : operation("i32.rem_s", x, y);
  }
  const { a, b, isSpecial, divisor } = guarded(x, y, sink);
  const special = select(operation("i32.eqz", b), a, i32(0));
  return select(isSpecial, special, operation("i32.rem_s", a, divisor));
}

/** A divisor that never traps: 1 in place of 0 and −1. */
function guarded(x: Value, y: Value, sink: Sink): { a: Value; b: Value; isSpecial: Value; divisor: Value } {
  const [a, b] = [sink.share(x), sink.share(y)];
  const isSpecial = sink.share(operation("i32.lt_u", operation("i32.add", b, i32(1)), i32(2)));
  return { a, b, isSpecial, divisor: select(isSpecial, i32(1), b) };
}

/** An operation on two numbers of a type (that of the operands). */
export function scalarBinary(op: BinaryOp, type: ScalarType, x: Value, y: Value, sink: Sink): Value {
  const emit = (type === "f32" ? float2 : type === "u32" ? unsigned2 : signed2)[op];
  if (!emit) throw new TypeError(`Cannot emit ${op} of ${type}`);
  return emit(x, y, sink);
}

/** A conversion; `to` is never bool. */
export function scalarConvert(op: ConvertOp, to: ScalarType, from: ScalarType, x: Value): Value {
  if (op === "bitcast") {
    if (to === "f32") return from === "f32" ? x : operation("f32.reinterpret_i32", x);
    return from === "f32" ? operation("i32.reinterpret_f32", x) : x;
  }
  if (to === "f32") return operation(from === "i32" ? "f32.convert_i32_s" : "f32.convert_i32_u", x);
  if (from === "f32") return operation(to === "i32" ? "i32.trunc_sat_f32_s" : "i32.trunc_sat_f32_u", x);
  return x; // bool is 0 or 1
}
