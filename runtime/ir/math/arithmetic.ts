/**
 * Short names for writing formulas: the operations of the kernel language on expressions and plain numbers. A number takes the
 * type of the expression beside it.
 */
import { binary, bitcast, constant, select, unary } from "../build.ts";
import type { BinaryOp, Expr } from "../expr.ts";

/** An expression, or a number that becomes a constant. */
export type Operand = Expr | number;

/** A constant f32; the number is rounded to f32. */
export const f32 = (value: number): Expr => constant("f32", value);

function apply(op: BinaryOp, x: Operand, y: Operand): Expr {
  const type = typeof x === "object" ? x.type : typeof y === "object" ? y.type : "f32";
  return binary(op, typeof x === "object" ? x : constant(type, x), typeof y === "object" ? y : constant(type, y));
}

/** x + y */
export const add = (x: Operand, y: Operand): Expr => apply("add", x, y);
/** x − y */
export const sub = (x: Operand, y: Operand): Expr => apply("sub", x, y);
/** x · y */
export const mul = (x: Operand, y: Operand): Expr => apply("mul", x, y);
/** x / y */
export const div = (x: Operand, y: Operand): Expr => apply("div", x, y);
/** The smaller one; NaN if either is. */
export const min = (x: Operand, y: Operand): Expr => apply("min", x, y);
/** The larger one; NaN if either is. */
export const max = (x: Operand, y: Operand): Expr => apply("max", x, y);

/** Bitwise (integers) or logical (bool) and. */
export const and = (x: Operand, y: Operand): Expr => apply("and", x, y);
/** Bitwise (integers) or logical (bool) or. */
export const or = (x: Operand, y: Operand): Expr => apply("or", x, y);
/** Bitwise (integers) or logical (bool) exclusive or. */
export const xor = (x: Operand, y: Operand): Expr => apply("xor", x, y);
/** Integer x · 2ⁿ. */
export const shl = (x: Operand, n: number): Expr => apply("shl", x, n);
/** Bits moved right, zeros from the left. */
export const shr = (x: Operand, n: number): Expr => apply("shrLogical", x, n);
/** ⌊x / 2ⁿ⌋ of a signed integer. */
export const sar = (x: Operand, n: number): Expr => apply("shrArith", x, n);

/** x = y */
export const eq = (x: Operand, y: Operand): Expr => apply("eq", x, y);
/** x ≠ y */
export const ne = (x: Operand, y: Operand): Expr => apply("ne", x, y);
/** x < y */
export const lt = (x: Operand, y: Operand): Expr => apply("lt", x, y);
/** x > y */
export const gt = (x: Operand, y: Operand): Expr => apply("gt", x, y);

/** −x */
export const neg = (x: Expr): Expr => unary("neg", x);
/** |x| */
export const abs = (x: Expr): Expr => unary("abs", x);
/** ⌊x⌋ */
export const floor = (x: Expr): Expr => unary("floor", x);
/** The nearest whole number, halves to even. */
export const round = (x: Expr): Expr => unary("roundEven", x);
/** √x */
export const sqrt = (x: Expr): Expr => unary("sqrt", x);
/** Logical or bitwise not. */
export const not = (x: Expr): Expr => unary("not", x);

/** The bits of a float as an integer. */
export const bits = (x: Expr): Expr => bitcast("i32", x);
/** The float that has these bits. */
export const floatOf = (x: Expr): Expr => bitcast("f32", x);

/** `then` where the condition holds, else `otherwise`. */
export function where(condition: Expr, then: Operand, otherwise: Operand): Expr {
  const type = typeof then === "object" ? then.type : typeof otherwise === "object" ? otherwise.type : "f32";
  const wrap = (x: Operand): Expr => (typeof x === "object" ? x : constant(type, x));
  return select(condition, wrap(then), wrap(otherwise));
}

/** |magnitude| with the sign of `sign`, −0 and NaN included. `magnitude` must not be negative. */
export function copySign(magnitude: Expr, sign: Expr): Expr {
  return floatOf(or(bits(magnitude), and(bits(sign), -(2 ** 31))));
}
