import type { ArrayLike } from "../../core/array.ts";
import { add, divide, equal, sqrt, subtract, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { ScaleByBeliefState } from "../transforms/scaleByBelief.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Options of {@link scaleByAcprop}. */
export interface AcpropOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared deviations; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-16. */
  readonly eps?: ArrayLike;
  /** ε̄ added to the mean of squared deviations; default 1e-16. */
  readonly epsRoot?: ArrayLike;
}

/**
 * ACProp's rule: AdaBelief that divides by the second moment of the step before, and has no momentum.
 *
 *     u = g / (√v̂₋₁ + ε)                u = g / (1 + ε) at first
 *     v ← (1 − β₂) (g − m)² + β₂ v + ε̄        m ← (1 − β₁) g + β₁ m
 *
 * @param options see {@link AcpropOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.contrib.scaleByAcprop();
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [0.5]);
 * @see Zhuang et al., "Momentum Centering and Asynchronous Update for Adaptive Gradient Methods", 2021, https://arxiv.org/abs/2110.05454
 */
export function scaleByAcprop(options: AcpropOptions = {}): GradientTransformation<ScaleByBeliefState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-16, epsRoot = 1e-16 } = options;
  return describe(
    "scaleByAcprop",
    { b1, b2, eps, epsRoot },
    {
      init: (params) => new ScaleByBeliefState(zeroCount(), zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const isFirst = equal(state.count, 0);
        const count = safeIncrement(state.count);
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const deviation = map((g, m) => subtract(g, m), updates, state.mu);
        const nu = map(
          (v) => add(v, epsRoot),
          updateMomentPerElemNorm({ updates: deviation, moments: state.nu, decay: b2, order: 2 }),
        );
        const before = biasCorrection(state.nu, b2, where(isFirst, count, state.count));
        const scaled = map((g, v) => divide(g, add(sqrt(where(isFirst, 1, v)), eps)), updates, before);
        return [scaled, new ScaleByBeliefState(count, mu, nu)];
      },
    },
  );
}

/**
 * ACProp: AdaBelief that divides by the second moment of the step before, and has no momentum.
 *
 *     w ← w − α (g / (√v̂₋₁ + ε) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of {@link scaleByAcprop}, `weightDecay` (0) and `mask`
 * @returns an optimizer with state `[{ count, mu, nu }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.acprop(0.1);
 * const params = { w: jnp.zeros([1]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.05]);
 * @see Zhuang et al., "Momentum Centering and Asynchronous Update for Adaptive Gradient Methods", 2021, https://arxiv.org/abs/2110.05454
 */
export function acprop(
  learningRate: ScalarOrSchedule,
  options: AcpropOptions & { weightDecay?: ScalarOrSchedule; mask?: Mask | null } = {},
): GradientTransformation<[ScaleByBeliefState, Tree, Tree]> {
  const { weightDecay = 0, mask, ...acpropOptions } = options;
  return describe(
    "acprop",
    { learningRate, weightDecay, mask, ...acpropOptions },
    chain(scaleByAcprop(acpropOptions), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
