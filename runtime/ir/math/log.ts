import { constant, convert } from "../build.ts";
import type { Expr } from "../expr.ts";
import { add, bits, eq, floatOf, lt, mul, sar, shl, sub, where } from "./arithmetic.ts";
import { ln2High, ln2Low } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

/** (log(1 + f) − f + f²/2) / f³ on √½ − 1 ≤ f ≤ √2 − 1, minimax in the relative error of the logarithm: 2⁻²⁸. */
const tail = [
  0.333333135, -0.250000089, 0.200021192, -0.166679963, 0.142195523, -0.124055885, 0.11888162, -0.116756521,
  0.0674664229,
];

const sqrtHalfBits = 0x3f3504f3;

/**
 * Natural logarithm, error below 1 ulp.
 *
 *     x = 2ᵏ·m, √½ ≤ m < √2      f = m − 1      log x = k·ln 2 + (f − f²/2 + f³·P(f))
 *
 * −∞ at ±0, NaN below 0 and for NaN, ∞ at ∞. Subnormals are right where the device keeps them; where it flushes them they are 0.
 */
export function log(x: Expr): Expr {
  const { k, m } = splitExponent(x);
  return withLimits(x, logOfParts(k, sub(m, 1)));
}

/** x = 2ᵏ·m for positive finite x, √½ ≤ m < √2; k is a whole f32. */
export function splitExponent(x: Expr): { k: Expr; m: Expr } {
  const tiny = lt(x, 2 ** -126);
  const word = bits(where(tiny, mul(x, 2 ** 23), x));
  const exponent = sar(sub(word, sqrtHalfBits), 23);
  const k = convert("f32", sub(exponent, where(tiny, constant("i32", 23), constant("i32", 0))));
  return { k, m: floatOf(sub(word, shl(exponent, 23))) };
}

/** k·ln 2 + log(1 + f). */
export function logOfParts(k: Expr, f: Expr): Expr {
  const square = mul(f, f);
  const correction = add(mul(mul(square, f), polynomial(f, tail)), mul(k, ln2Low));
  return add(mul(k, ln2High), add(sub(correction, mul(square, 0.5)), f));
}

/** The logarithm of a number that is 0, negative, ∞ or NaN; elsewhere the given result. */
export function withLimits(x: Expr, result: Expr): Expr {
  const finite = where(lt(x, Infinity), result, x); // ∞ and NaN are their own logarithms
  return where(eq(x, 0), -Infinity, where(lt(x, 0), Number.NaN, finite));
}
