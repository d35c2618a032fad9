import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type AdamOptions, type ScaleByAdamState, scaleByAdam } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import {
  type ScaleByOptimisticGradientState,
  scaleByOptimisticGradient,
} from "../transforms/scaleByOptimisticGradient.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link optimisticAdamV2}: those of Adam, and the weights of optimism. */
export interface OptimisticAdamOptions extends AdamOptions {
  /** α, weight of Adam's direction; default 1. */
  readonly alpha?: ArrayLike;
  /** β, weight of its change; default 1. */
  readonly beta?: ArrayLike;
}

/**
 * Optimistic Adam: Adam's direction a, ahead by its change; for games between two players. Nesterov's momentum is on by default.
 *
 *     w ← w − η ((α + β) a − β a₋₁)
 *
 * @param learningRate η, a number or a schedule
 * @param options see {@link OptimisticAdamOptions}
 * @returns an optimizer with state `[{ count, mu, nu }, { isInitialStep, previousGradient }, …]`
 * @example
 * const tx = optax.optimisticAdamV2(0.1, { nesterov: false });
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Daskalakis et al., "Training GANs with Optimism", 2017, https://arxiv.org/abs/1711.00141
 */
export function optimisticAdamV2(
  learningRate: ScalarOrSchedule,
  options: OptimisticAdamOptions = {},
): GradientTransformation<[ScaleByAdamState, ScaleByOptimisticGradientState, EmptyState | ScaleByScheduleState]> {
  const { alpha = 1, beta = 1, ...adamOptions } = options;
  return describe(
    "optimisticAdamV2",
    { learningRate, alpha, beta, ...adamOptions },
    chain(
      scaleByAdam({ nesterov: true, ...adamOptions }),
      scaleByOptimisticGradient({ alpha, beta }),
      scaleByLearningRate(learningRate),
    ),
  );
}
