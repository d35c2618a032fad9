/**
 * The meaning of every operation on single numbers: what a constant folds to, and what the reference backend computes.
 * f32 values are JavaScript numbers that are f32 values, i32 and u32 are integers in range, bool is a boolean.
 */
import { erfInv } from "./erfInv.ts";
import type { BinaryOp, MathOp, ScalarType, UnaryOp } from "./expr.ts";

/** One value: a number, or a boolean for bool. */
export type Scalar = number | boolean;

/** Brings a number into the range of a type: rounds to f32, wraps integers. */
export function wrap(type: ScalarType, x: Scalar): Scalar {
  switch (type) {
    case "f32":
      return Math.fround(Number(x));
    case "i32":
      return Number(x) | 0;
    case "u32":
      return Number(x) >>> 0;
    case "bool":
      return Boolean(x);
    default:
      throw type satisfies never;
  }
}

/** Nearest integer, halves to even. */
export function roundEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return rest < 0.5 && !Object.is(x, -0) ? keepSign(down, x) : keepSign(Math.ceil(x), x);
  return keepSign(down % 2 === 0 ? down : down + 1, x);
}

function keepSign(rounded: number, x: number): number {
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}

const popcount = (x: number): number => {
  let count = 0;
  for (let rest = x >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
};

type Unary = (x: number, type: ScalarType) => Scalar;

/** Results are brought into range by the caller. */
export const unaryOps: Readonly<Record<UnaryOp, Unary>> = {
  neg: (x) => -x,
  abs: (x) => Math.abs(x),
  floor: (x) => Math.floor(x),
  ceil: (x) => Math.ceil(x),
  roundEven: (x) => roundEven(x),
  trunc: (x) => Math.trunc(x),
  sqrt: (x) => Math.sqrt(x),
  not: (x, type) => (type === "bool" ? !x : ~x),
  popcount: (x) => popcount(x),
  clz: (x) => Math.clz32(x),
};

type Binary = (x: number, y: number, type: ScalarType) => Scalar;

/** Results are brought into range by the caller; double precision is enough for f32 + − × ÷ to round once. */
export const binaryOps: Readonly<Record<BinaryOp, Binary>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y, type) => (type === "f32" ? x * y : Math.imul(x, y)),
  div: (x, y, type) => (type === "f32" ? x / y : y === 0 ? -1 : Math.trunc(x / y)),
  rem: (x, y, type) => (type !== "f32" && y === 0 ? x : x % y),
  min: (x, y) => Math.min(x, y),
  max: (x, y) => Math.max(x, y),
  and: (x, y, type) => (type === "bool" ? Boolean(x) && Boolean(y) : x & y),
  or: (x, y, type) => (type === "bool" ? Boolean(x) || Boolean(y) : x | y),
  xor: (x, y, type) => (type === "bool" ? Boolean(x) !== Boolean(y) : x ^ y),
  shl: (x, y) => (y >>> 0 >= 32 ? 0 : x << y),
  shrLogical: (x, y) => (y >>> 0 >= 32 ? 0 : x >>> y),
  shrArith: (x, y) => (x | 0) >> (y >>> 0 >= 32 ? 31 : y),
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
};

/** Evaluated in float64; the caller rounds to f32. */
export const mathOps: Readonly<Record<MathOp, (...args: number[]) => number>> = {
  exp: (x) => Math.exp(x!),
  expm1: (x) => Math.expm1(x!),
  log: (x) => Math.log(x!),
  log1p: (x) => Math.log1p(x!),
  tanh: (x) => Math.tanh(x!),
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  pow: (x, y) => (x === 1 || y === 0 ? 1 : Math.abs(x!) === 1 && Math.abs(y!) === Infinity ? 1 : x! ** y!),
  erfInv: (x) => erfInv(x!),
};

/** Value-changing conversion: f32 → int truncates and saturates, NaN → 0; between integers the bits stay. */
export function convertScalar(to: ScalarType, x: Scalar, from: ScalarType): Scalar {
  if (to === "bool") return from === "bool" ? x : x !== 0;
  if (from !== "f32" || to === "f32") return wrap(to, x);
  const whole = Math.trunc(Number(x));
  if (Number.isNaN(whole)) return 0;
  return to === "i32"
    ? Math.min(Math.max(whole, -(2 ** 31)), 2 ** 31 - 1) | 0
    : Math.min(Math.max(whole, 0), 2 ** 32 - 1);
}

const bits = new DataView(new ArrayBuffer(4));

/** The same 32 bits read as another type. */
export function bitcastScalar(to: ScalarType, x: number, from: ScalarType): number {
  if (from === "f32") bits.setFloat32(0, x);
  else bits.setInt32(0, x | 0);
  return to === "f32" ? bits.getFloat32(0) : to === "i32" ? bits.getInt32(0) : bits.getUint32(0);
}
