/** Bounds of i32 values, found when an expression is made. Only index arithmetic needs them; other types are unbounded. */
import type { BinaryOp, Expr, ScalarType, UnaryOp } from "./expr.ts";

/** Smallest and largest value, both included. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const anyI32: Range = { low: -(2 ** 31), high: 2 ** 31 - 1 };
const unbounded: Range = { low: -Infinity, high: Infinity };

/** All values of a type. */
export function rangeOfType(type: ScalarType): Range {
  return type === "i32" ? anyI32 : unbounded;
}

/** Whether something is known of an i32 value: loop indices and what is computed from them, not loaded data. */
export function isBounded(x: Expr): boolean {
  return x.type === "i32" && (x.low > anyI32.low || x.high < anyI32.high);
}

/** Wrap-around makes the result anything. */
function inI32(low: number, high: number): Range {
  return low >= anyI32.low && high <= anyI32.high ? { low, high } : anyI32;
}

/** Bounds of an operation on one operand. */
export function rangeOfUnary(type: ScalarType, op: UnaryOp, x: Expr): Range {
  if (type !== "i32") return unbounded;
  if (op === "neg") return inI32(-x.high, -x.low);
  if (op === "abs")
    return inI32(x.low > 0 ? x.low : x.high < 0 ? -x.high : 0, Math.max(Math.abs(x.low), Math.abs(x.high)));
  if (op === "popcount" || op === "clz") return { low: 0, high: 32 };
  return anyI32;
}

/** Bounds of an operation on two operands. */
export function rangeOfBinary(type: ScalarType, op: BinaryOp, x: Expr, y: Expr): Range {
  if (type !== "i32") return unbounded;
  switch (op) {
    case "add":
      return inI32(x.low + y.low, x.high + y.high);
    case "sub":
      return inI32(x.low - y.high, x.high - y.low);
    case "mul": {
      const corners = [x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high];
      return inI32(Math.min(...corners), Math.max(...corners));
    }
    case "div":
      if (y.low <= 0) return anyI32;
      return {
        low: Math.trunc(x.low / (x.low < 0 ? y.low : y.high)),
        high: Math.trunc(x.high / (x.high < 0 ? y.high : y.low)),
      };
    case "rem":
      if (y.low <= 0) return anyI32;
      return {
        low: x.low >= 0 ? 0 : Math.max(x.low, 1 - y.high),
        high: x.high <= 0 ? 0 : Math.min(x.high, y.high - 1),
      };
    case "min":
      return { low: Math.min(x.low, y.low), high: Math.min(x.high, y.high) };
    case "max":
      return { low: Math.max(x.low, y.low), high: Math.max(x.high, y.high) };
    case "and":
      return y.low >= 0 ? { low: 0, high: y.high } : x.low >= 0 ? { low: 0, high: x.high } : anyI32;
    case "shrLogical":
    case "shrArith":
      return x.low >= 0 ? { low: 0, high: x.high } : anyI32;
    default:
      return anyI32;
  }
}
