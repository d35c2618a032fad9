import type { ArrayLike } from "../../core/array.ts";
import { abs, add, maximum, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Decaying maximum of absolute values.
 *
 *     t ← max(|g| + ε, d · t)
 *
 * @param updates the new values g
 * @param moments the maxima t so far, of the same structure
 * @param decay the factor d by which the past fades
 * @param eps ε, added to every new value
 * @example
 * const largest = optax.tree.updateInfinityMoment({ w: jnp.array([-2]) }, { w: jnp.array([3]) }, 0.5, 0);
 * assertAllClose(largest.w, [2]);
 */
export function updateInfinityMoment(updates: Tree, moments: Tree, decay: ArrayLike, eps: ArrayLike): Tree {
  return map((g, t) => maximum(add(abs(g), eps), multiply(decay, t)), updates, moments);
}
