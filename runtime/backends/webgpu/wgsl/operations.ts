/**
 * The emitter: what each operation of the kernel language is in WGSL. Every text is complete in itself (an identifier, a call, or
 * in parentheses), so that it can stand anywhere.
 */

import type { BinaryOp, ConvertOp, Expr, ScalarType, UnaryOp } from "../../../ir/expr.ts";
import { bare } from "./bare.ts";

type EmitUnary = (x: string, type: ScalarType) => string;
/** `exprs` are the operands; constants among them allow shorter texts. */
type EmitBinary = (x: string, y: string, type: ScalarType, exprs: readonly [Expr, Expr]) => string;
type EmitConvert = (x: string, to: ScalarType, from: ScalarType) => string;

const call =
  (name: string): EmitUnary =>
  (x) =>
    `${name}(${bare(x)})`;

/** One line for each operation on one number. */
export const unaryOps: Readonly<Record<UnaryOp, EmitUnary>> = {
  neg: (x, type) => (type === "u32" ? `(0u - ${x})` : `(-${x})`),
  abs: call("abs"),
  floor: call("floor"),
  ceil: call("ceil"),
  roundEven: call("round"), // halves to even: https://www.w3.org/TR/WGSL/#round-builtin
  trunc: call("trunc"),
  sqrt: call("sqrt"),
  not: (x, type) => (type === "bool" ? `(!${x})` : `(~${x})`),
  popcount: call("countOneBits"),
  clz: call("countLeadingZeros"),
};

const infix =
  (symbol: string): EmitBinary =>
  (x, y) =>
    `(${x} ${symbol} ${y})`;

/** Arithmetic that stays as it is written also where an operand is a constant zero. */
const arithmetic =
  (symbol: string): EmitBinary =>
  (x, y, type, [a, b]) =>
    type === "f32" ? `(${hideZero(x, a)} ${symbol} ${hideZero(y, b)})` : `(${x} ${symbol} ${y})`;

const hideZero = (text: string, x: Expr): string =>
  x.kind === "const" && x.value === 0 && !Object.is(x.value, -0) ? "fromBits(0u)" : text;

const nonzero = (expr: Expr): boolean => expr.kind === "const" && expr.value !== 0;

/** div and rem; unsigned where both are known not to be negative, which devices do faster by constants. */
const quotient =
  (symbol: string, name: "div" | "rem"): EmitBinary =>
  (x, y, type, [a, b]) => {
    if (type === "f32") return name === "rem" ? `remF32(${bare(x)}, ${bare(y)})` : arithmetic("/")(x, y, type, [a, b]);
    if (type === "i32" && a.low >= 0 && b.kind === "const" && b.low > 0)
      return `i32(u32(${bare(x)}) ${symbol} ${b.value}u)`;
    return nonzero(b) ? `(${x} ${symbol} ${y})` : `${name}${type === "i32" ? "I32" : "U32"}(${x}, ${y})`;
  };

const asU32 = (x: string, type: ScalarType): string => (type === "u32" ? x : `bitcast<u32>(${x})`);
const asI32 = (x: string, type: ScalarType): string => (type === "i32" ? x : `bitcast<i32>(${x})`);

/** Shifts by less than 32, known beforehand, need no guard. */
function shift(symbol: string, name: "shl" | "shrLogical" | "shrArith", operand: "u32" | "i32"): EmitBinary {
  return (x, y, type, [, by]) => {
    const value = operand === "u32" ? asU32(x, type) : asI32(x, type);
    const known = by.kind === "const" && Number(by.value) >>> 0 < 32;
    const text = known ? `(${value} ${symbol} ${by.value}u)` : `${name}(${value}, ${asU32(y, type)})`;
    return type === operand ? text : `bitcast<${type}>(${text})`;
  };
}

/** Whether a number is NaN is not left to comparisons, which a compiler may take to be never true. */
const compare =
  (symbol: string, ofItself?: (x: string) => string): EmitBinary =>
  (x, y, type, [a, b]) =>
    ofItself && a === b && type === "f32" ? ofItself(x) : `(${x} ${symbol} ${y})`;

const extreme =
  (name: "min" | "max"): EmitBinary =>
  (x, y, type) =>
    `${name}${type === "f32" ? "F32" : ""}(${bare(x)}, ${bare(y)})`;

/** One line for each operation on two numbers. */
export const binaryOps: Readonly<Record<BinaryOp, EmitBinary>> = {
  add: arithmetic("+"),
  sub: arithmetic("-"),
  mul: arithmetic("*"),
  div: quotient("/", "div"),
  rem: quotient("%", "rem"),
  min: extreme("min"),
  max: extreme("max"),
  and: infix("&"),
  or: infix("|"),
  xor: (x, y, type) => (type === "bool" ? `(${x} != ${y})` : `(${x} ^ ${y})`),
  shl: shift("<<", "shl", "u32"),
  shrLogical: shift(">>", "shrLogical", "u32"),
  shrArith: shift(">>", "shrArith", "i32"),
  eq: compare("==", (x) => `(!isNan(${bare(x)}))`),
  // NaN is unequal to everything, and WGSL's != would be free to say that it is not.
  ne: (x, y, type, exprs) => (type === "f32" ? `(!${binaryOps.eq(x, y, type, exprs)})` : `(${x} != ${y})`),
  lt: compare("<"),
  le: compare("<="),
  gt: compare(">"),
  ge: compare(">="),
};

/** One line for each change of type. */
export const convertOps: Readonly<Record<ConvertOp, EmitConvert>> = {
  convert: (x, to, from) => {
    if (to === "bool") return from === "bool" ? x : `(!(${x} == ${from}(0)))`;
    if (from !== "f32" || to === "f32") return `${to}(${bare(x)})`;
    return to === "i32" ? `toI32(${bare(x)})` : `toU32(${bare(x)})`;
  },
  bitcast: (x, to) => `bitcast<${to}>(${bare(x)})`,
};

/** A value of any type as it is kept in memory, where a bool is a 32-bit 0 or 1. */
export const stored = (x: string, type: ScalarType): string => (type === "bool" ? `u32(${bare(x)})` : x);

/** The element type of a buffer in memory. */
export const memoryType = (type: ScalarType): "f32" | "i32" | "u32" => (type === "bool" ? "u32" : type);
