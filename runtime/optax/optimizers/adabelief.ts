import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type BeliefOptions, type ScaleByBeliefState, scaleByBelief } from "../transforms/scaleByBelief.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * AdaBelief: long steps where gradients are as expected, short ones where they surprise.
 *
 *     m ← (1 − β₁) g + β₁ m      s ← (1 − β₂) (g − m)² + β₂ s + ε̄
 *     w ← w − α m̂ / (√ŝ + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (0.9), b2 (0.999), eps (ε, 1e-16), epsRoot (ε̄, 1e-16), nesterov (false)
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.adabelief(0.09);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients", 2020, https://arxiv.org/abs/2010.07468
 */
export function adabelief(
  learningRate: ScalarOrSchedule,
  options: BeliefOptions = {},
): GradientTransformation<[ScaleByBeliefState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "adabelief",
    { learningRate, ...options },
    chain(scaleByBelief(options), scaleByLearningRate(learningRate)),
  );
}
