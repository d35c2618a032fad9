import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import {
  type ScaleByOptimisticGradientState,
  scaleByOptimisticGradient,
} from "../transforms/scaleByOptimisticGradient.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/**
 * Optimistic gradient descent: for games between two players, where plain gradient descent circles.
 *
 *     w ← w − η ((α + β) g − β g₋₁)
 *
 * @param learningRate η, a number or a schedule
 * @param options.alpha α, weight of the gradient; default 1
 * @param options.beta β, weight of its change; default 1
 * @returns an optimizer with state `[{ isInitialStep, previousGradient }, …]`
 * @example
 * const tx = optax.optimisticGradientDescent(0.1);
 * const [updates] = tx.update({ w: jnp.array([1]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [-0.1]);
 * @see Mokhtari et al., "A Unified Analysis of Extra-gradient and Optimistic Gradient Methods for Saddle Point Problems", 2019,
 * https://arxiv.org/abs/1901.08511
 */
export function optimisticGradientDescent(
  learningRate: ScalarOrSchedule,
  options: { alpha?: ArrayLike; beta?: ArrayLike } = {},
): GradientTransformation<[ScaleByOptimisticGradientState, EmptyState | ScaleByScheduleState]> {
  return describe(
    "optimisticGradientDescent",
    { learningRate, ...options },
    chain(scaleByOptimisticGradient(options), scaleByLearningRate(learningRate)),
  );
}
