import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Cuts every element off at ± a limit.
 *
 *     u ← min(max(u, −δ), δ)
 *
 * @param maxDelta the limit δ, ≥ 0
 * @returns a stateless transformation
 * @example
 * const tx = optax.clip(1);
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({}));
 * assertAllClose(updates.w, [0.5, -1]);
 */
export function clip(maxDelta: number): GradientTransformation<EmptyState> {
  return describe(
    "clip",
    { maxDelta },
    {
      init: initEmptyState,
      update: (updates, state) => [map((g) => jnp.clip(g, -maxDelta, maxDelta), updates), state],
    },
  );
}
