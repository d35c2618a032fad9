import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import type { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { type AdamWOptions, adamw } from "./adamw.ts";

/**
 * AdamW with Nesterov's momentum.
 *
 *     m̂ = β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ)
 *     w ← w − α (m̂ / (√(v̂ + ε̄) + ε) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of adamw
 * @returns an optimizer with state `[{ count, mu, nu }, …, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.nadamw(0.1, { weightDecay: 0 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1 * (0.9 * 0.1 / 0.19 + 1)], { rtol: 1e-5 });
 * @see Dozat, "Incorporating Nesterov Momentum into Adam", 2016, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ
 */
export function nadamw(
  learningRate: ScalarOrSchedule,
  options: Omit<AdamWOptions, "nesterov"> = {},
): GradientTransformation<[ScaleByAdamState, Tree, EmptyState | ScaleByScheduleState]> {
  return describe("nadamw", { learningRate, ...options }, adamw(learningRate, { ...options, nesterov: true }));
}
