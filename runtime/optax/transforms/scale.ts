import type { ArrayLike } from "../../core/array.ts";
import { multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Multiplies all updates by one number.
 *
 *     u ← s · u
 *
 * @param stepSize the factor s; negative to walk downhill
 * @returns a stateless transformation
 * @example
 * const tx = optax.scale(-0.5);
 * const [updates] = tx.update({ w: jnp.array([1, 2]) }, tx.init({}));
 * assertAllClose(updates.w, [-0.5, -1]);
 */
export function scale(stepSize: ArrayLike): GradientTransformation<EmptyState> {
  return describe(
    "scale",
    { stepSize },
    { init: initEmptyState, update: (updates, state) => [map((g) => multiply(stepSize, g), updates), state] },
  );
}
