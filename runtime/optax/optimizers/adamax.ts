import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import type { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import { type AdamaxOptions, scaleByAdamax } from "../transforms/scaleByAdamax.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * Adamax: Adam with the largest gradient in place of the mean square.
 *
 *     m ← (1 − β₁) g + β₁ m        v ← max(|g| + ε, β₂ v)
 *     w ← w − α m / (1 − β₁ᵗ) / v
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (β₁, 0.9), b2 (β₂, 0.999), eps (ε, 1e-8)
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.adamax(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", section 7.1, 2014, https://arxiv.org/abs/1412.6980
 */
export function adamax(
  learningRate: ScalarOrSchedule,
  options: AdamaxOptions = {},
): GradientTransformation<[ScaleByAdamState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "adamax",
    { learningRate, ...options },
    chain(scaleByAdamax(options), scaleByLearningRate(learningRate)),
  );
}
