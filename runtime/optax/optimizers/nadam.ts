import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { describe } from "../describe.ts";
import type { AdamOptions, ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { adam } from "./adam.ts";

/**
 * NAdam: Adam with Nesterov's momentum.
 *
 *     m̂ = β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ)
 *     w ← w − α m̂ / (√(v̂ + ε̄) + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of adam
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.nadam(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1 * (0.9 * 0.1 / 0.19 + 1)], { rtol: 1e-5 });
 * @see Dozat, "Incorporating Nesterov Momentum into Adam", 2016, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ
 */
export function nadam(
  learningRate: ScalarOrSchedule,
  options: Omit<AdamOptions, "nesterov"> = {},
): GradientTransformation<[ScaleByAdamState, EmptyState | ScaleByScheduleState]> {
  return describe("nadam", { learningRate, ...options }, adam(learningRate, { ...options, nesterov: true }));
}
