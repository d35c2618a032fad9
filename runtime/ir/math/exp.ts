import type { Expr } from "../expr.ts";
import { add, max, min, mul, round, sub } from "./arithmetic.ts";
import { polynomial } from "./polynomial.ts";
import { powerOfTwo, scaleByPowerOfTwo } from "./powerOfTwo.ts";

/** ln 2 in two parts; the first has 9 bits, so that its product with a whole number below 2¹⁵ is exact. */
export const ln2High = 0.693359375;
/** The rest of ln 2 after its leading bits. */
export const ln2Low = -2.1219444170128554e-4;
/** 1 / ln 2. */
export const log2e = 1.4426950408889634;

/** (eʳ − 1 − r) / r² on |r| ≤ ln 2 / 2, minimax in the error of eʳ: 2⁻²⁸. */
const tail = [0.49999994, 0.166665167, 0.0416681021, 0.00836916547, 0.00138383242];

/**
 * eˣ, error below 1 ulp.
 *
 *     n = round(x / ln 2)      r = x − n·ln 2      eˣ = 2ⁿ·(1 + r + r²·P(r))
 *
 * ∞ above 88.72; subnormal below −87.34 and 0 below −103.97 (a device that flushes subnormals gives 0 earlier); NaN for NaN.
 */
export function exp(x: Expr): Expr {
  // Beyond these bounds the result has overflowed or vanished; n stays small.
  const { n, power } = reduced(min(max(x, -104), 89));
  return scaleByPowerOfTwo(power, n);
}

/** eˣ where no result overflows or is subnormal: −87 ≤ x ≤ 88. */
export function expInRange(x: Expr): Expr {
  const { n, power } = reduced(x);
  return mul(power, powerOfTwo(n));
}

/** eˣ = 2ⁿ·power. */
function reduced(x: Expr): { n: Expr; power: Expr } {
  const { n, r } = reduceByLn2(x);
  return { n, power: add(add(mul(mul(r, r), polynomial(r, tail)), r), 1) };
}

/** x = n·ln 2 + r with n whole and |r| ≤ ln 2 / 2 (Cody and Waite's reduction in two parts), for |x| < 2¹⁴. */
export function reduceByLn2(x: Expr): { n: Expr; r: Expr } {
  const n = round(mul(x, log2e));
  return { n, r: sub(sub(x, mul(n, ln2High)), mul(n, ln2Low)) };
}
