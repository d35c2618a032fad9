import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Leaves updates as they are. (To freeze parameters, updates must become zero: that is another transformation.)
 *
 * @returns a stateless transformation
 * @example
 * const tx = optax.identity();
 * const [updates] = tx.update({ w: jnp.array([1, 2]) }, tx.init({}));
 * assertAllClose(updates.w, [1, 2]);
 */
export function identity(): GradientTransformation<EmptyState> {
  return describe("identity", {}, { init: initEmptyState, update: (updates, state) => [updates, state] });
}
