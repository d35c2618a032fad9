import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import type { ScaleByAdamState } from "../transforms/scaleByAdam.ts";
import { type AdamaxOptions, scaleByAdamax } from "../transforms/scaleByAdamax.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link adamaxw}. */
export interface AdamaxWOptions extends AdamaxOptions {
  /** Weight decay λ, a number or a schedule; default 1e-4. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly mask?: Mask | null;
}

/**
 * Adamax with weight decay that does not pass through the moments.
 *
 *     m ← (1 − β₁) g + β₁ m        v ← max(|g| + ε, β₂ v)
 *     w ← w − α (m / (1 − β₁ᵗ) / v + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options b1 (β₁, 0.9), b2 (β₂, 0.999), eps (ε, 1e-8), weightDecay (λ, 1e-4), mask (all)
 * @returns an optimizer with state `[{ count, mu, nu }, …, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.adamaxw(0.1, { weightDecay: 0.5 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.175], { rtol: 1e-5 });
 * @see Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, https://arxiv.org/abs/1711.05101
 */
export function adamaxw(
  learningRate: ScalarOrSchedule,
  options: AdamaxWOptions = {},
): GradientTransformation<[ScaleByAdamState, Tree, EmptyState | ScaleByScheduleState]> {
  const { weightDecay = 1e-4, mask, ...adamaxOptions } = options;
  return describe(
    "adamaxw",
    { learningRate, weightDecay, mask, ...adamaxOptions },
    chain(scaleByAdamax(adamaxOptions), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
