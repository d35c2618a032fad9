import type { ArrayLike } from "../../core/array.ts";
import { divide, maximum, mean, sqrt, square } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Scales each leaf down so that its root mean square is at most a threshold.
 *
 *     u ← u / max(1, √mean(u²) / c)
 *
 * @param threshold c
 * @returns a stateless transformation
 * @example
 * const tx = optax.clipByBlockRms(1);
 * const [updates] = tx.update({ w: jnp.array([3.5, 3.5]), b: jnp.array([0.5]) }, tx.init({}));
 * assertAllClose(updates.w, [1, 1]);
 * assertAllClose(updates.b, [0.5]);
 */
export function clipByBlockRms(threshold: ArrayLike): GradientTransformation<EmptyState> {
  const cut = (u: ArrayLike) => divide(u, maximum(1, divide(sqrt(mean(square(u))), threshold)));
  return describe(
    "clipByBlockRms",
    { threshold },
    { init: initEmptyState, update: (updates, state) => [map(cut, updates), state] },
  );
}
