import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type NovogradOptions, type ScaleByNovogradState, scaleByNovograd } from "../transforms/scaleByNovograd.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * NovoGrad: momentum of gradients divided by one running norm for each parameter array.
 *
 *     v ← β₂ v + (1 − β₂) ‖g‖²
 *     m ← β₁ m + g / (√(v + ε̄) + ε) + λ w
 *     w ← w − α m
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link NovogradOptions}; `eps` is 1e-6 here
 * @returns an optimizer with state `[{ count, mu, nu }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.novograd(0.1);
 * const params = { w: jnp.array([1, 1]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.06, -0.08], { rtol: 1e-5 });
 * @see Ginsburg et al., "Stochastic Gradient Methods with Layer-wise Adaptive Moments", 2019, https://arxiv.org/abs/1905.11286
 */
export function novograd(
  learningRate: ScalarOrSchedule,
  options: NovogradOptions = {},
): GradientTransformation<[ScaleByNovogradState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "novograd",
    { learningRate, ...options },
    chain(scaleByNovograd({ eps: 1e-6, ...options }), scaleByLearningRate(learningRate)),
  );
}
