import type { Expr } from "../expr.ts";
import { add, f32, mul } from "./arithmetic.ts";

/**
 * A polynomial by Horner's rule.
 *
 *     c₀ + x·(c₁ + x·(c₂ + …))
 *
 * @param coefficients lowest power first, at least one
 */
export function polynomial(x: Expr, coefficients: readonly number[]): Expr {
  let sum = f32(coefficients.at(-1)!);
  for (let i = coefficients.length - 2; i >= 0; i--) sum = add(mul(sum, x), coefficients[i]!);
  return sum;
}
