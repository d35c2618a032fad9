import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type ScaleByRssState, scaleByRss } from "../transforms/scaleByRss.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * Adagrad: a learning rate of its own for each coordinate, which falls with the squared gradients seen there.
 *
 *     G ← G + g²
 *     w ← w − α g / √(G + ε)
 *
 * @param learningRate α, a number or a schedule
 * @param options.initialAccumulatorValue what G begins with, ≥ 0; default 0.1
 * @param options.eps ε; default 1e-7
 * @returns an optimizer with state `[{ sumOfSquares }, …]`
 * @example
 * const tx = optax.adagrad(0.5, { initialAccumulatorValue: 0 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(optax.applyUpdates(params, updates).w, [1], { rtol: 1e-5 });
 * @see Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011, https://jmlr.org/papers/v12/duchi11a.html
 */
export function adagrad(
  learningRate: ScalarOrSchedule,
  options: { initialAccumulatorValue?: ArrayLike; eps?: ArrayLike } = {},
): GradientTransformation<[ScaleByRssState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "adagrad",
    { learningRate, ...options },
    chain(scaleByRss(options), scaleByLearningRate(learningRate)),
  );
}
