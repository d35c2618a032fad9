/** Hyperbolic functions and their inverses: `sinh cosh asinh acosh atanh`, with NumPy's older names. Everything is made float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { floatOne } from "./operands.ts";

/**
 * (eˣ − e⁻ˣ) / 2.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.sinh(1), Math.sinh(1));
 */
export function sinh(x: ArrayLike): JaxArray {
  return lax.sinh(floatOne("take the hyperbolic sine of", x));
}

/**
 * (eˣ + e⁻ˣ) / 2.
 *
 * @param x array or number
 * @returns the results, float32, ≥ 1
 * @example
 * assertAllClose(jnp.cosh(1), Math.cosh(1));
 */
export function cosh(x: ArrayLike): JaxArray {
  return lax.cosh(floatOne("take the hyperbolic cosine of", x));
}

/**
 * The inverse of `sinh`.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.asinh(1), Math.asinh(1));
 */
export function asinh(x: ArrayLike): JaxArray {
  return lax.asinh(floatOne("take the inverse hyperbolic sine of", x));
}

/**
 * The same as `asinh`, by NumPy's older name.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.arcsinh(1), Math.asinh(1));
 */
export function arcsinh(x: ArrayLike): JaxArray {
  return asinh(x);
}

/**
 * The inverse of `cosh`.
 *
 * @param x array or number, ≥ 1
 * @returns the results, float32, ≥ 0; NaN for x < 1
 * @example
 * assertAllClose(jnp.acosh(2), Math.acosh(2));
 */
export function acosh(x: ArrayLike): JaxArray {
  return lax.acosh(floatOne("take the inverse hyperbolic cosine of", x));
}

/**
 * The same as `acosh`, by NumPy's older name.
 *
 * @param x array or number, ≥ 1
 * @returns the results, float32, ≥ 0; NaN for x < 1
 * @example
 * assertAllClose(jnp.arccosh(2), Math.acosh(2));
 */
export function arccosh(x: ArrayLike): JaxArray {
  return acosh(x);
}

/**
 * The inverse of `tanh`.
 *
 * @param x array or number in [−1, 1]
 * @returns the results, float32; ±∞ at ±1, NaN outside
 * @example
 * assertAllClose(jnp.atanh(0.5), Math.atanh(0.5));
 */
export function atanh(x: ArrayLike): JaxArray {
  return lax.atanh(floatOne("take the inverse hyperbolic tangent of", x));
}

/**
 * The same as `atanh`, by NumPy's older name.
 *
 * @param x array or number in [−1, 1]
 * @returns the results, float32; ±∞ at ±1, NaN outside
 * @example
 * assertAllClose(jnp.arctanh(0.5), Math.atanh(0.5));
 */
export function arctanh(x: ArrayLike): JaxArray {
  return atanh(x);
}
