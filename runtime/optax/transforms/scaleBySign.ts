import { sign } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Replaces every element by its sign: −1, 0 or 1.
 *
 * @returns a stateless transformation
 * @example
 * const tx = optax.scaleBySign();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3, 0]) }, tx.init({}));
 * assertAllClose(updates.w, [1, -1, 0]);
 */
export function scaleBySign(): GradientTransformation<EmptyState> {
  return describe(
    "scaleBySign",
    {},
    { init: initEmptyState, update: (updates, state) => [map((g) => sign(g), updates), state] },
  );
}
