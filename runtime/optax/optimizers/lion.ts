import type { ArrayLike } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type ScaleByLionState, scaleByLion } from "../transforms/scaleByLion.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link lion}. */
export interface LionOptimizerOptions {
  /** β₁, the weight of the momentum in the update; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the momentum; default 0.99. */
  readonly b2?: ArrayLike;
  /** Dtype of the stored momentum; default that of the parameters. */
  readonly muDtype?: DType;
  /** Weight decay λ, a number or a schedule; default 1e-3. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly mask?: Mask | null;
}

/**
 * Lion: steps of the same size in every coordinate, in the direction of the momentum. Use a learning rate 3 to 10 times smaller, and a
 * weight decay as much larger, than with AdamW.
 *
 *     w ← w − α (sign((1 − β₁) g + β₁ m) + λ w)
 *     m ← (1 − β₂) g + β₂ m
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link LionOptimizerOptions}
 * @returns an optimizer with state `[{ count, mu }, …, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.lion(0.1, { weightDecay: 0 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(optax.applyUpdates(params, updates).w, [1.4]);
 * @see Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, https://arxiv.org/abs/2302.06675
 */
export function lion(
  learningRate: ScalarOrSchedule,
  options: LionOptimizerOptions = {},
): GradientTransformation<[ScaleByLionState, Tree, EmptyState | ScaleByScheduleState]> {
  const { weightDecay = 1e-3, mask, ...lionOptions } = options;
  return describe(
    "lion",
    { learningRate, weightDecay, mask, ...lionOptions },
    chain(scaleByLion(lionOptions), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
