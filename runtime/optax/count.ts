/** Counters of updates: int32 scalars that stop at the largest value instead of wrapping round to a negative one. */
import type { JaxArray } from "../core/array.ts";
import { add, array, less, where, zeros } from "../numpy/index.ts";
import type { DType } from "../types/dtype.ts";

/** A counter at zero, i32[]. */
export function zeroCount(): JaxArray {
  return zeros([], { dtype: "int32" });
}

const largest: Partial<Record<DType, number>> = {
  int32: 2147483647,
  uint32: 4294967295,
  float32: 3.4028234663852886e38,
};

/**
 * Adds one to a counter, and stays at the largest value of its dtype once that is reached.
 *
 * @param count a scalar of an integer dtype or float32
 * @returns min(count + 1, largest), of the same dtype
 * @throws TypeError for other dtypes
 * @example
 * assertEqual(optax.safeIncrement(jnp.array(1)), "2");
 * assertEqual(optax.safeIncrement(jnp.array(2147483647)), "2147483647");
 */
export function safeIncrement(count: JaxArray): JaxArray {
  const limit = largest[count.dtype];
  if (limit === undefined) {
    throw new TypeError(`Cannot increment a counter of ${count.dtype}: it must be of an integer dtype or float32`);
  }
  const max = array(limit, { dtype: count.dtype });
  return where(less(count, max), add(count, array(1, { dtype: count.dtype })), max);
}
