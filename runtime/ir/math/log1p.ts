import { constant, convert } from "../build.ts";
import type { Expr } from "../expr.ts";
import { abs, add, floatOf, lt, mul, shl, sub, where } from "./arithmetic.ts";
import { logOfParts, splitExponent, withLimits } from "./log.ts";

/**
 * log(1 + x) without cancellation near 0, error below 2 ulp.
 *
 *     1 + x ≈ 2ᵏ·m, √½ ≤ m < √2      f = (1 + x)·2⁻ᵏ − 1 = x·2⁻ᵏ + (2⁻ᵏ − 1)      log(1 + x) = k·ln 2 + log(1 + f)
 *
 * The second form of f is rounded once, from x itself: what 1 + x lost does not matter. x itself (−0 and subnormals included) where
 * |x| < 2⁻²⁵; −∞ at −1, NaN below and for NaN, ∞ at ∞.
 */
export function log1p(x: Expr): Expr {
  const u = add(x, 1);
  const { k, m } = splitExponent(u);
  const inverse = floatOf(shl(sub(constant("i32", 127), convert("i32", k)), 23)); // 2⁻ᵏ, k ≥ −24
  const f = where(lt(x, 2 ** 64), add(mul(x, inverse), sub(inverse, 1)), sub(m, 1)); // above, 1 + x is x
  return where(lt(abs(x), 2 ** -25), x, withLimits(u, logOfParts(k, f)));
}
