import type { Expr } from "../expr.ts";
import { abs, eq, lt, mul, neg, sqrt, sub, where } from "./arithmetic.ts";
import { log1p } from "./log1p.ts";
import { polynomial } from "./polynomial.ts";

/** In powers of w − 2.5, for w < 5. */
const central = [
  1.50140941, 0.246640727, -0.00417768164, -0.00125372503, 0.00021858087, -4.39150654e-6, -3.5233877e-6, 3.43273939e-7,
  2.81022636e-8,
];
/** In powers of √w − 3, for w ≥ 5. */
const outer = [
  2.83297682, 1.00167406, 0.00943887047, -0.0076224613, 0.00573950773, -0.00367342844, 0.00134934322, 0.000100950558,
  -0.000200214257,
];

/**
 * The inverse error function.
 *
 *     w = −log(1 − x²)      erfInv x = x·P(w − 2.5)  if w < 5,  x·Q(√w − 3)  else
 *
 * ±∞ at ±1, NaN beyond. The approximation is the one XLA uses for f32, so that normal random numbers agree with JAX's.
 *
 * @see M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade Edition, 2011 (single precision version)
 */
export function erfInv(x: Expr): Expr {
  const w = neg(log1p(neg(mul(x, x))));
  const p = where(lt(w, 5), polynomial(sub(w, 2.5), central), polynomial(sub(sqrt(w), 3), outer));
  return mul(where(eq(abs(x), 1), Infinity, p), x);
}
