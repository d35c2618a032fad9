/** `jax.lax.reduce_precision`: floats rounded as if they had fewer bits. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";

/**
 * Floats rounded to what a format with fewer bits can hold; they keep their dtype. Numbers too small for it become 0, numbers too large
 * infinite. Derivatives are those of x itself, rounded in the same way.
 *
 * @param operand float array
 * @param exponentBits bits of the exponent, ≥ 1; 5 in float16, 8 in bfloat16
 * @param mantissaBits bits of the fraction, ≥ 0; 10 in float16, 7 in bfloat16
 * @returns the rounded numbers, in the dtype of `operand`
 * @throws TypeError for other dtypes; RangeError for numbers of bits that are not whole, or too small
 * @example
 * assertEqual(lax.reducePrecision(jnp.array([1.01, 70000.5]), 5, 10), "[1.0097656       inf]");
 */
export function reducePrecision(operand: ArrayLike, exponentBits: number, mantissaBits: number): JaxArray {
  return primitives.reducePrecision(asArray(operand), { exponentBits, mantissaBits });
}
