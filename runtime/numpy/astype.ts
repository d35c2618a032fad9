/** `astype`: the same numbers in another dtype. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { inDType } from "./array.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { lift } from "./promote.ts";

/**
 * An array in another dtype. Floats become integers by leaving out the fraction, within the range; NaN becomes 0; to bool, what
 * is not 0 is true.
 *
 * @param x array or number
 * @param dtype the dtype wanted; null: float32
 * @returns the array, strongly typed
 * @throws TypeError between keys and numbers, and for a dtype this runtime does not have
 * @example
 * assertEqual(jnp.astype(jnp.array([1.9, -1.9]), "int32"), "[ 1 -1]");
 */
export function astype(x: ArrayLike, dtype: DTypeLike | null): JaxArray {
  return inDType(lift("convert", x), dtype === null ? "float32" : dtypeOf(dtype));
}

/**
 * A copy of an array, in memory of its own.
 *
 * @param a array or number
 * @returns the copy
 * @example
 * const x = jnp.array([1, 2]);
 * assertEqual(jnp.copy(x), "[1 2]");
 */
export function copy(a: ArrayLike): JaxArray {
  return lax.copy(lift("copy", a));
}
