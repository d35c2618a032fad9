import type { Expr } from "../expr.ts";
import { abs, add, copySign, div, lt, min, mul, sub, where } from "./arithmetic.ts";
import { expInRange } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

/** (tanh(a) − a) / a³ in powers of a² on 0 ≤ a ≤ 0.625, minimax in the relative error of tanh: 2⁻²⁷·⁷. */
const tail = [-0.333332807, 0.133314058, -0.0537365153, 0.0206281673, -0.00569229666];

/**
 * Hyperbolic tangent, error below 2 ulp.
 *
 *     a = |x|      a < 0.625: a + a³·P(a²)      else: 1 − 2 / (e²ᵃ + 1)      with the sign of x
 *
 * ±1 from |x| = 9.02 on; −0 and subnormals are kept; NaN for NaN.
 */
export function tanh(x: Expr): Expr {
  const a = abs(x);
  const square = mul(a, a);
  const small = add(mul(mul(a, square), polynomial(square, tail)), a);
  const large = sub(1, div(2, add(expInRange(mul(min(a, 10), 2)), 1)));
  return copySign(where(lt(a, 0.625), small, large), x);
}
