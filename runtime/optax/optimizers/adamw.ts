import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { type AdamOptions, type ScaleByAdamState, scaleByAdam } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link adamw}. */
export interface AdamWOptions extends AdamOptions {
  /** Weight decay λ, a number or a schedule; default 1e-4. It is multiplied by the learning rate, as in PyTorch. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly mask?: Mask | null;
}

/**
 * Adam with weight decay that does not pass through the moments.
 *
 *     m ← (1 − β₁) g + β₁ m        m̂ = m / (1 − β₁ᵗ)
 *     v ← (1 − β₂) g² + β₂ v       v̂ = v / (1 − β₂ᵗ)
 *     w ← w − α (m̂ / (√(v̂ + ε̄) + ε) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of adam, weightDecay (λ, 1e-4), mask (all)
 * @returns an optimizer with state `[{ count, mu, nu }, …, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.adamw(0.1, { weightDecay: 0.5 });
 * let params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * params = optax.applyUpdates(params, updates);
 * assertAllClose(params.w, [1.325], { rtol: 1e-5 });
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, https://arxiv.org/abs/1711.05101
 */
export function adamw(
  learningRate: ScalarOrSchedule,
  options: AdamWOptions = {},
): GradientTransformation<[ScaleByAdamState, Tree, EmptyState | ScaleByScheduleState]> {
  const { weightDecay = 1e-4, mask, ...adamOptions } = options;
  return describe(
    "adamw",
    { learningRate, weightDecay, mask, ...adamOptions },
    chain(scaleByAdam(adamOptions), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
