import type { Tree } from "../base.ts";
import { type MomentOptions, updateMoment } from "./updateMoment.ts";

/**
 * Exponential moving average of a power of each element's absolute value. For real arrays and even powers the same as
 * `updateMoment`, of which Optax has both for the sake of complex parameters.
 *
 *     t ← (1 − d) · |g|ⁿ + d · t
 *
 * @param options see `updateMoment`
 * @example
 * const mean = optax.tree.updateMomentPerElemNorm({ updates: { w: jnp.array([-2]) }, moments: { w: jnp.array([1]) }, decay: 0.5, order: 2 });
 * assertAllClose(mean.w, [2.5]);
 */
export function updateMomentPerElemNorm(options: MomentOptions): Tree {
  return updateMoment(options);
}
