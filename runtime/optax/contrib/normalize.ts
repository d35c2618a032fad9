import { divide } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { norm } from "../tree/norm.ts";

/**
 * Divides all gradients by their global norm; the inner step of {@link sam}.
 *
 *     u = g / ‖g‖        ‖g‖ over every leaf
 *
 * @returns a stateless transformation
 * @example
 * const tx = optax.contrib.normalize();
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}));
 * assertAllClose(updates.w, [0.6, 0.8]);
 */
export function normalize(): GradientTransformation<EmptyState> {
  return describe(
    "normalize",
    {},
    {
      init: initEmptyState,
      update(updates, state) {
        const length = norm(updates);
        return [map((g) => divide(g, length), updates), state];
      },
    },
  );
}
