/**
 * Numbers with about 36 bits: an f32 with at most 12 significant bits plus an f32 remainder. Products of two high parts are exact,
 * so no fused multiply-add is needed, and one that a compiler makes by itself changes nothing that matters.
 */
import type { Expr } from "../expr.ts";
import { add, and, bits, f32, floatOf, mul, sub } from "./arithmetic.ts";

/** high + low; |low| < 2⁻¹¹·|high| or so. */
export interface DoubleFloat {
  readonly high: Expr;
  readonly low: Expr;
}

/** The upper 12 bits of a float. */
function truncated(x: Expr): Expr {
  return floatOf(and(bits(x), -(2 ** 12)));
}

/** An f32, exactly. */
export function split(x: Expr): DoubleFloat {
  const high = truncated(x);
  return { high, low: sub(x, high) };
}

/** A real constant. */
export function constantPair(value: number): DoubleFloat {
  const word = new Int32Array(Float32Array.of(value).buffer);
  word[0]! &= -(2 ** 12);
  const high = new Float32Array(word.buffer)[0]!;
  return { high: f32(high), low: f32(value - high) };
}

/** The nearest f32. */
export function rounded(x: DoubleFloat): Expr {
  return add(x.high, x.low);
}

/** p + rest for an exact p and a small rest. */
function normalized(p: Expr, rest: Expr): DoubleFloat {
  const high = truncated(add(p, rest));
  return { high, low: add(sub(p, high), rest) };
}

/** x · y */
export function mulPair(x: DoubleFloat, y: DoubleFloat): DoubleFloat {
  return normalized(mul(x.high, y.high), add(mul(x.high, y.low), mul(x.low, rounded(y))));
}

/** x + y for |x| ≥ |y|. */
export function addPair(x: DoubleFloat, y: DoubleFloat): DoubleFloat {
  const high = truncated(add(x.high, y.high));
  const first = add(add(sub(x.high, high), y.high), add(x.low, y.low));
  return normalized(high, first);
}
