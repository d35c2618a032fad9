import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import type { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type RadamOptions, scaleByRadam } from "../transforms/scaleByRadam.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * Rectified Adam: Adam that begins with plain momentum, until there are enough squared gradients to divide by; it needs no warm-up.
 *
 *     w ← w − α r m̂ / (√(v̂ + ε̄) + ε)   if ρ ≥ threshold,   else w − α m̂        (r and ρ: see scaleByRadam)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (0.9), b2 (0.999), eps (1e-8), epsRoot (0), threshold (5), nesterov (false)
 * @returns an optimizer with state `[{ count, mu, nu }, …]`
 * @example
 * const tx = optax.radam(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.05], { rtol: 1e-5 });
 * @see Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", 2019, https://arxiv.org/abs/1908.03265
 */
export function radam(
  learningRate: ScalarOrSchedule,
  options: RadamOptions = {},
): GradientTransformation<[ScaleByAdamState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "radam",
    { learningRate, ...options },
    chain(scaleByRadam(options), scaleByLearningRate(learningRate)),
  );
}
