import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type AmsgradOptions, type ScaleByAmsgradState, scaleByAmsgrad } from "../transforms/scaleByAmsgrad.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * AMSGrad: Adam that never lets its second moment fall, and so never lets its steps grow again.
 *
 *     v̄ ← max(v̄, v̂)
 *     w ← w − α m̂ / (√(v̄ + ε̄) + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (0.9), b2 (0.999), eps (1e-8), epsRoot (0), muDtype, biasCorrectionMu (true), biasCorrectionNu (true)
 * @returns an optimizer with state `[{ count, mu, nu, nuMax }, …]`
 * @example
 * const tx = optax.amsgrad(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Reddi et al., "On the Convergence of Adam and Beyond", 2018, https://openreview.net/forum?id=ryQu7f-RZ
 */
export function amsgrad(
  learningRate: ScalarOrSchedule,
  options: AmsgradOptions = {},
): GradientTransformation<[ScaleByAmsgradState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "amsgrad",
    { learningRate, ...options },
    chain(scaleByAmsgrad(options), scaleByLearningRate(learningRate)),
  );
}
