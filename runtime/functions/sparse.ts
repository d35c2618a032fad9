/** `log1mexp sparsePlus sparseSigmoid`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { add, divide, multiply, square } from "../numpy/arithmetic.ts";
import { clip } from "../numpy/extremes.ts";
import { floatOne } from "../numpy/operands.ts";
import { where } from "../numpy/where.ts";
import * as lax from "../primitives/index.ts";

/**
 * log(1 − e⁻ˣ), exact for small and for large x.
 *
 * @param x array or number > 0
 * @returns the results, float32; −∞ at 0, NaN below
 * @example
 * assertAllClose(jax.nn.log1mexp(1), Math.log(1 - Math.exp(-1)));
 * @see Mächler, "Accurately computing log(1 − exp(−|a|))", 2012
 */
export function log1mexp(x: ArrayLike): JaxArray {
  const a = floatOne("take the logarithm of", x);
  const isSmall = lax.lt(a, Math.LN2);
  // each branch gets arguments that are right for it, so that no derivative of the other is NaN
  const small = lax.log(lax.neg(lax.expm1(lax.neg(where(isSmall, a, 0.5)))));
  const large = lax.log1p(lax.neg(lax.exp(lax.neg(where(isSmall, 1, a)))));
  return where(isSmall, small, large);
}

/**
 * 0 for x ≤ −1, x for x ≥ 1, and (x + 1)² / 4 between: a `softplus` that is exactly 0 and x outside.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.sparsePlus(jnp.array([-2, 0, 2], { dtype: "float32" })), "[0.   0.25 2.  ]");
 */
export function sparsePlus(x: ArrayLike): JaxArray {
  const a = floatOne("apply sparsePlus to", x);
  return where(lax.le(a, -1), 0, where(lax.ge(a, 1), a, divide(square(add(a, 1)), 4)));
}

/**
 * (x + 1) / 2 brought into [0, 1]: the derivative of `sparsePlus`.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jax.nn.sparseSigmoid(jnp.array([-2, 0, 2], { dtype: "float32" })), "[0.  0.5 1. ]");
 */
export function sparseSigmoid(x: ArrayLike): JaxArray {
  return multiply(0.5, clip(add(floatOne("apply sparseSigmoid to", x), 1), 0, 2));
}
