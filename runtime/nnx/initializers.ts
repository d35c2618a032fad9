/** `nnx.initializers`: those of `jax.nn.initializers`, and Flax's functions that return `zeros` and `ones`. */
import { type Initializer, ones, zeros } from "../functions/initializers/index.ts";

export * from "../functions/initializers/index.ts";

/**
 * The initializer of zeros.
 *
 * @example
 * const init = nnx.initializers.zerosInit();
 * assertAllClose(init(jax.random.key(0), [2]), [0, 0]);
 */
export function zerosInit(): Initializer {
  return zeros;
}

/**
 * The initializer of ones.
 *
 * @example
 * const init = nnx.initializers.onesInit();
 * assertAllClose(init(jax.random.key(0), [2]), [1, 1]);
 */
export function onesInit(): Initializer {
  return ones;
}
