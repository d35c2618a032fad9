import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scale } from "../transforms/scale.ts";
import { type RpropOptions, type ScaleByRpropState, scaleByRprop } from "../transforms/scaleByRprop.ts";

/**
 * Rprop: only the sign of the gradient counts; each parameter's step grows while the sign stays and shrinks when it changes. For full
 * batches. As in Optax, steps come one update late: the first update is zero.
 *
 * @param learningRate the first step size
 * @param options see {@link RpropOptions}
 * @returns an optimizer with state `[{ stepSizes, prevUpdates }, …]`
 * @example
 * const tx = optax.rprop(0.1);
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.array([7]) };
 * [, state] = tx.update(updates, state);
 * [updates, state] = tx.update({ w: jnp.array([5]) }, state);
 * assertAllClose(updates.w, [-0.1]);
 * @see Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993,
 * https://ieeexplore.ieee.org/document/298623
 */
export function rprop(
  learningRate: ArrayLike,
  options: RpropOptions = {},
): GradientTransformation<[ScaleByRpropState, EmptyState]> {
  return describe("rprop", { learningRate, ...options }, chain(scaleByRprop(learningRate, options), scale(-1)));
}
