import type { ArrayLike } from "../../core/array.ts";
import type { Tree } from "../base.ts";
import { updateMoment } from "./updateMoment.ts";

/**
 * Exponential moving average of a power of each element's absolute value. For real arrays and even powers the same as
 * `updateMoment`, of which Optax has both for the sake of complex parameters.
 *
 *     t ← (1 − d) · |g|ⁿ + d · t
 *
 * @param updates the new values g
 * @param moments the averages t so far, of the same structure
 * @param decay the weight d of the past, in [0, 1)
 * @param order the power n
 * @example
 * const mean = optax.tree.updateMomentPerElemNorm({ w: jnp.array([-2]) }, { w: jnp.array([1]) }, 0.5, 2);
 * assertAllClose(mean.w, [2.5]);
 */
export function updateMomentPerElemNorm(updates: Tree, moments: Tree, decay: ArrayLike, order: number): Tree {
  return updateMoment(updates, moments, decay, order);
}
