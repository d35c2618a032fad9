import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { type ScaleByAdamState, scaleByAdam } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleByTrustRatio } from "../transforms/scaleByTrustRatio.ts";

/** Options of {@link lamb}. */
export interface LambOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-6. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** Weight decay λ, a number or a schedule; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly mask?: Mask | null;
}

/**
 * LAMB: AdamW whose step is scaled, for each parameter array, to the array's norm. For very large batches.
 *
 *     u = adam(g) + λ w
 *     w ← w − α ‖w‖ / ‖u‖ · u
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link LambOptions}
 * @returns an optimizer with state `[{ count, mu, nu }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.lamb(0.1);
 * const params = { w: jnp.array([3, 4]) };
 * const [updates] = tx.update({ w: jnp.array([1, 1]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.5 / Math.SQRT2, -0.5 / Math.SQRT2], { rtol: 1e-5 });
 * @see You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes", 2019, https://arxiv.org/abs/1904.00962
 */
export function lamb(
  learningRate: ScalarOrSchedule,
  options: LambOptions = {},
): GradientTransformation<[ScaleByAdamState, Tree, EmptyState, EmptyState | ScaleByScheduleState]> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-6, epsRoot = 0, weightDecay = 0, mask } = options;
  return describe(
    "lamb",
    { learningRate, b1, b2, eps, epsRoot, weightDecay, mask },
    chain(
      scaleByAdam({ b1, b2, eps, epsRoot }),
      addDecayedWeights(weightDecay, { mask }),
      scaleByTrustRatio(),
      scaleByLearningRate(learningRate),
    ),
  );
}
