import type { Expr } from "../expr.ts";
import { abs, add, lt, max, min, mul, sub, where } from "./arithmetic.ts";
import { reduceByLn2 } from "./exp.ts";
import { polynomial } from "./polynomial.ts";
import { powerOfTwo, scaleByPowerOfTwo } from "./powerOfTwo.ts";

/** (eʳ − 1 − r) / r² on |r| ≤ ln 2 / 2, minimax in the relative error of eʳ − 1: 2⁻³⁰. */
const tail = [0.5, 0.166666672, 0.0416664518, 0.00833308045, 0.00139365159, 0.000200737879];

/**
 * eˣ − 1 without cancellation near 0, error below 2 ulp.
 *
 *     x = n·ln 2 + r      q = eʳ − 1 = r + r²·P(r)      eˣ − 1 = 2ⁿ·(q + (1 − 2⁻ⁿ))
 *
 * x itself (−0 and subnormals included) where |x| < 2⁻²⁶; −1 below −17.33; ∞ above 88.72; NaN for NaN.
 */
export function expm1(x: Expr): Expr {
  const { n, r } = reduceByLn2(min(max(x, -20), 89));
  const q = add(mul(mul(r, r), polynomial(r, tail)), r);
  const inverse = powerOfTwo(sub(0, min(n, 126))); // 2⁻ⁿ; far below half an ulp of 1 where n is cut
  const result = scaleByPowerOfTwo(add(q, sub(1, inverse)), n);
  return where(lt(abs(x), 2 ** -26), x, result);
}
