import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/**
 * Replaces updates by zeros: freezes parameters, in a `partition` or under a mask.
 *
 * @returns a stateless transformation
 * @example
 * const tx = optax.setToZero();
 * const [updates] = tx.update({ w: jnp.array([1, 2]) }, tx.init({}));
 * assertAllClose(updates.w, [0, 0]);
 */
export function setToZero(): GradientTransformation<EmptyState> {
  return describe("setToZero", {}, { init: initEmptyState, update: (updates, state) => [zerosLike(updates), state] });
}
