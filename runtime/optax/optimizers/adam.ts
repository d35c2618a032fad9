import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type AdamOptions, type ScaleByAdamState, scaleByAdam } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * Adam: steps of about the learning rate in every coordinate, from running means of gradients and squared gradients.
 *
 *     m ← (1 − β₁) g + β₁ m        m̂ = m / (1 − β₁ᵗ)
 *     v ← (1 − β₂) g² + β₂ v       v̂ = v / (1 − β₂ᵗ)
 *     w ← w − α m̂ / (√(v̂ + ε̄) + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (β₁, 0.9), b2 (β₂, 0.999), eps (ε, 1e-8), epsRoot (ε̄, 0), muDtype, nesterov (false)
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.adam(0.1);
 * let params = { w: jnp.array([1.5, -2]) };
 * const [updates, state] = tx.update({ w: jnp.array([0.5, -4]) }, tx.init(params), params);
 * params = optax.applyUpdates(params, updates);
 * assertAllClose(params.w, [1.4, -1.9], { rtol: 1e-5 });
 * assertEqual(state[0].count, "1");
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014, https://arxiv.org/abs/1412.6980
 */
export function adam(
  learningRate: ScalarOrSchedule,
  options: AdamOptions = {},
): GradientTransformation<[ScaleByAdamState, EmptyState | ScaleByScheduleState]> {
  return describe("adam", { learningRate, ...options }, chain(scaleByAdam(options), scaleByLearningRate(learningRate)));
}
