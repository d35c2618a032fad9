import type { ArrayLike } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { clipByBlockRms } from "../transforms/clipByBlockRms.ts";
import { ema } from "../transforms/ema.ts";
import { scale } from "../transforms/scale.ts";
import { type FactoredState, scaleByFactoredRms } from "../transforms/scaleByFactoredRms.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { scaleByParamBlockRms } from "../transforms/scaleByParamBlockRms.ts";

/** Options of {@link adafactor}. */
export interface AdafactorOptions {
  /** Least length of the second longest axis for factoring; default 128. */
  readonly minDimSizeToFactor?: number;
  /** The exponent c of the decay 1 − t⁻ᶜ; default 0.8. */
  readonly decayRate?: ArrayLike;
  /** Count from here, for finetuning; default 0. */
  readonly decayOffset?: number;
  /** Scale steps by the root mean square of the parameter; default true. */
  readonly multiplyByParameterScale?: boolean;
  /** Largest root mean square of a parameter's update; null: none; default 1. */
  readonly clippingThreshold?: ArrayLike | null;
  /** Momentum, in [0, 1); default none, and then no state is kept for it. */
  readonly momentum?: ArrayLike | null;
  /** Dtype of the stored momentum; default float32. */
  readonly dtypeMomentum?: DType;
  /** Weight decay, not multiplied by the learning rate; a number or a schedule; default none. */
  readonly weightDecayRate?: ScalarOrSchedule | null;
  /** ε added to squared gradients; default 1e-30. */
  readonly eps?: ArrayLike;
  /** Keep only row and column means of large matrices; default true. */
  readonly factored?: boolean;
  /** Which parameters decay; default all. */
  readonly weightDecayMask?: Mask | null;
}

/**
 * Adafactor: Adam without momentum, whose second moment of an n × m matrix is only n + m numbers. For large models.
 *
 *     β = 1 − t⁻ᶜ        r, c ← row and column means of β v + (1 − β) g²
 *     u = g / √(r cᵀ / mean(r))        u ← u / max(1, rms(u) / d)
 *     w ← w − α max(rms(w), 10⁻³) u
 *
 * @param learningRate α, a number or a schedule; none: 1
 * @param options see {@link AdafactorOptions}
 * @returns an optimizer with state `[{ count, vRow, vCol, v }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.adafactor(0.1);
 * const params = { w: jnp.array([3, 4]) };
 * const [updates] = tx.update({ w: jnp.array([5, -5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1 * Math.sqrt(12.5), 0.1 * Math.sqrt(12.5)], { rtol: 1e-5 });
 * @see Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018, https://arxiv.org/abs/1804.04235
 */
export function adafactor(
  learningRate?: ScalarOrSchedule | null,
  options: AdafactorOptions = {},
): GradientTransformation<[FactoredState, ...Tree[]]> {
  const { minDimSizeToFactor = 128, decayRate = 0.8, decayOffset = 0, eps = 1e-30, factored = true } = options;
  const { multiplyByParameterScale = true, clippingThreshold = 1, momentum = null } = options;
  const { dtypeMomentum = "float32", weightDecayRate = null, weightDecayMask } = options;
  const steps: GradientTransformation[] = [];
  if (clippingThreshold !== null) steps.push(clipByBlockRms(clippingThreshold));
  if (learningRate !== null && learningRate !== undefined) {
    steps.push(scaleByLearningRate(learningRate, { flipSign: false }));
  }
  if (multiplyByParameterScale) steps.push(scaleByParamBlockRms());
  if (momentum !== null) steps.push(ema(momentum, { debias: false, accumulatorDtype: dtypeMomentum }));
  if (weightDecayRate !== null) steps.push(addDecayedWeights(weightDecayRate, { mask: weightDecayMask }));
  const rms = scaleByFactoredRms({ factored, decayRate, stepOffset: decayOffset, minDimSizeToFactor, epsilon: eps });
  return describe(
    "adafactor",
    {
      learningRate,
      minDimSizeToFactor,
      decayRate,
      decayOffset,
      eps,
      factored,
      multiplyByParameterScale,
      clippingThreshold,
      momentum,
      dtypeMomentum,
      weightDecayRate,
      weightDecayMask,
    },
    chain(rms, ...steps, scale(-1)),
  );
}
