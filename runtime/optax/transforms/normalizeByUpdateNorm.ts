import type { ArrayLike } from "../../core/array.ts";
import { add, divide } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { norm } from "../tree/norm.ts";

/**
 * Divides all updates by their global norm.
 *
 *     u ← s · u / (‖u‖ + ε)        ‖u‖ over every leaf
 *
 * @param options.scaleFactor s; default 1
 * @param options.eps ε; default 1e-6
 * @returns a stateless transformation
 * @example
 * const tx = optax.normalizeByUpdateNorm({ scaleFactor: 2 });
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}));
 * assertAllClose(updates.w, [1.2, 1.6], { rtol: 1e-5 });
 */
export function normalizeByUpdateNorm(
  options: { scaleFactor?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<EmptyState> {
  const { scaleFactor = 1, eps = 1e-6 } = options;
  return describe(
    "normalizeByUpdateNorm",
    { scaleFactor, eps },
    {
      init: initEmptyState,
      update(updates, state) {
        const length = divide(add(norm(updates), eps), scaleFactor);
        return [map((u) => divide(u, length), updates), state];
      },
    },
  );
}
