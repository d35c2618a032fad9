/** Initializers that draw with a given spread: `uniform normal truncatedNormal`. */
import type { DTypeLike } from "../../numpy/dtypeOf.ts";
import * as random from "../../random/index.ts";
import { chooseDType, type Initializer } from "./initializer.ts";
import { scaled } from "./scaled.ts";

/**
 * An initializer that draws evenly from [0, scale).
 *
 * @param options `scale`: upper end, default 0.01; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.uniform({ scale: 2 })(random.key(0), [100]);
 * assertEqual(jnp.all(w.greaterEqual(0)), "True");
 */
export function uniform(
  options: { readonly scale?: number | undefined; readonly dtype?: DTypeLike | null | undefined } = {},
): Initializer {
  const { scale = 0.01, dtype } = options;
  return (key, shape, call) => scaled(random.uniform(key, shape, { dtype: chooseDType(call, dtype) }), scale);
}

/**
 * An initializer that draws from the normal distribution with mean 0.
 *
 * @param options `stddev`: standard deviation, default 0.01; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.normal({ stddev: 5 })(random.key(0), [1000]);
 * assertAllClose(jnp.std(w), 5, { rtol: 0.1 });
 */
export function normal(
  options: { readonly stddev?: number | undefined; readonly dtype?: DTypeLike | null | undefined } = {},
): Initializer {
  const { stddev = 0.01, dtype } = options;
  return (key, shape, call) => scaled(random.normal(key, shape, { dtype: chooseDType(call, dtype) }), stddev);
}

/** Options of `truncatedNormal`. */
export interface TruncatedNormalOptions {
  /** Factor of the drawn numbers; default 0.01. */
  readonly stddev?: number | undefined;
  /** Dtype of the array; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
  /** Lower bound before the factor; default −2. */
  readonly lower?: number | undefined;
  /** Upper bound before the factor; default 2. */
  readonly upper?: number | undefined;
}

/**
 * An initializer that draws from the normal distribution with mean 0, cut at bounds. The numbers are not rescaled: their deviation is
 * a little smaller than `stddev`.
 *
 * @param options `stddev`: factor, default 0.01; `lower`, `upper`: bounds before the factor, default −2 and 2; `dtype`: default float32
 * @returns the initializer
 * @example
 * const w = jax.nn.initializers.truncatedNormal({ stddev: 1 })(random.key(0), [100]);
 * assertEqual(jnp.all(jnp.abs(w).less(2)), "True");
 */
export function truncatedNormal(options: TruncatedNormalOptions = {}): Initializer {
  const { stddev = 0.01, lower = -2, upper = 2, dtype } = options;
  return (key, shape, call) =>
    scaled(random.truncatedNormal(key, lower, upper, shape, { dtype: chooseDType(call, dtype) }), stddev);
}
