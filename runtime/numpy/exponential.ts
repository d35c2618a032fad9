/** Exponentials, logarithms, roots: `exp exp2 expm1 log log1p log2 log10 sqrt`, and `logaddexp`. Everything is made float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { floatOne } from "./operands.ts";

/**
 * eˣ.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.exp(jnp.array([0, 1])), [1, Math.E]);
 */
export function exp(x: ArrayLike): JaxArray {
  return lax.exp(floatOne("exponentiate", x));
}

/**
 * 2ˣ.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.exp2(jnp.array([0, 3])), [1, 8]);
 */
export function exp2(x: ArrayLike): JaxArray {
  const a = floatOne("exponentiate", x);
  return lax.pow(scalar(2, a.dtype, a.weakType), a);
}

/**
 * eˣ − 1, exact also near 0.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.expm1(1e-6), 1.0000005e-6);
 */
export function expm1(x: ArrayLike): JaxArray {
  return lax.expm1(floatOne("exponentiate", x));
}

/**
 * The natural logarithm; −∞ at 0, NaN below.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.log(Math.E), 1);
 */
export function log(x: ArrayLike): JaxArray {
  return lax.log(floatOne("take the logarithm of", x));
}

/**
 * log(1 + x), exact also near 0.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.log1p(1e-6), 9.999995e-7);
 */
export function log1p(x: ArrayLike): JaxArray {
  return lax.log1p(floatOne("take the logarithm of", x));
}

/**
 * The logarithm to base 2.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.log2(jnp.array([1, 8])), [0, 3]);
 */
export function log2(x: ArrayLike): JaxArray {
  const a = floatOne("take the logarithm of", x);
  return lax.div(lax.log(a), lax.log(scalar(2, a.dtype)));
}

/**
 * The logarithm to base 10.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.log10(jnp.array([1, 100])), [0, 2]);
 */
export function log10(x: ArrayLike): JaxArray {
  const a = floatOne("take the logarithm of", x);
  return lax.mul(lax.log(a), scalar(Math.LOG10E, a.dtype));
}

/**
 * √x; NaN below 0.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jnp.sqrt(jnp.array([4, 9])), "[2. 3.]");
 */
export function sqrt(x: ArrayLike): JaxArray {
  return lax.sqrt(floatOne("take the root of", x));
}
