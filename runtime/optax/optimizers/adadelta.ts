import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { type ScaleByAdaDeltaState, scaleByAdadelta } from "../transforms/scaleByAdadelta.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link adadelta}. */
export interface AdadeltaOptions {
  /** Decay rate ρ of the means; default 0.9. */
  readonly rho?: ArrayLike;
  /** ε; default 1e-6. */
  readonly eps?: ArrayLike;
  /** Weight decay λ, added to the gradients; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans or a function that makes one; default all. */
  readonly weightDecayMask?: Mask | null;
}

/**
 * Adadelta: updates keep the size of those before, whatever the scale of the gradients.
 *
 *     E ← (1 − ρ) g² + ρ E         u = √(D + ε) / √(E + ε) · g         D ← (1 − ρ) u² + ρ D
 *     w ← w − α u
 *
 * @param learningRate α, a number or a schedule; none: updates are neither scaled nor turned downhill
 * @param options see {@link AdadeltaOptions}
 * @returns an optimizer with state `[…, { eG, eX }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.adadelta(1.5);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-1.5 * Math.sqrt(1e-6) / Math.sqrt(0.00625 + 1e-6) * 0.25], { rtol: 1e-5 });
 * @see Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, https://arxiv.org/abs/1212.5701
 */
export function adadelta(
  learningRate?: ScalarOrSchedule | null,
  options: AdadeltaOptions = {},
): GradientTransformation<[Tree, ScaleByAdaDeltaState, EmptyState | ScaleByScheduleState]> {
  const { weightDecay = 0, weightDecayMask, ...adadeltaOptions } = options;
  return describe(
    "adadelta",
    { learningRate, weightDecay, weightDecayMask, ...adadeltaOptions },
    chain(
      addDecayedWeights(weightDecay, { mask: weightDecayMask }),
      scaleByAdadelta(adadeltaOptions),
      scaleByLearningRate(learningRate),
    ),
  );
}
