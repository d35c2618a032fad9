import type { ArrayLike } from "../../core/array.ts";
import { add, multiply, power } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { oneMinus } from "./oneMinus.ts";

/**
 * Exponential moving average of a power of the updates.
 *
 *     t ← (1 − d) · gⁿ + d · t
 *
 * @param updates the new values g
 * @param moments the averages t so far, of the same structure
 * @param decay the weight d of the past, in [0, 1)
 * @param order the power n
 * @example
 * const mean = optax.tree.updateMoment({ w: jnp.array([2]) }, { w: jnp.array([1]) }, 0.5, 2);
 * assertAllClose(mean.w, [2.5]);
 */
export function updateMoment(updates: Tree, moments: Tree, decay: ArrayLike, order: number): Tree {
  return map(
    (g, t) => add(multiply(oneMinus(decay), order === 1 ? g : power(g, order)), multiply(decay, t)),
    updates,
    moments,
  );
}
