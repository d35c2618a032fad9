import type { ArrayLike } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type EmaState, ema } from "../transforms/ema.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleBySign } from "../transforms/scaleBySign.ts";

/**
 * Steps of the same size in every coordinate, against the sign of the mean gradient.
 *
 *     m ← (1 − β) g + β m
 *     w ← w − α sign(m)
 *
 * @param learningRate α, a number or a schedule
 * @param options.beta decay rate β of the mean; default 0.9
 * @param options.accumulatorDtype dtype of the stored mean; default that of the parameters
 * @returns an optimizer with state `[{ count, ema }, …, …]`
 * @example
 * const tx = optax.signum(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1]);
 * @see Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems", 2018, https://arxiv.org/abs/1802.04434
 */
export function signum(
  learningRate: ScalarOrSchedule,
  options: { beta?: ArrayLike; accumulatorDtype?: DType } = {},
): GradientTransformation<[EmaState, EmptyState, EmptyState | ScaleByScheduleState]> {
  const { beta = 0.9, accumulatorDtype } = options;
  return describe(
    "signum",
    { learningRate, beta, accumulatorDtype },
    chain(ema(beta, { debias: false, accumulatorDtype }), scaleBySign(), scaleByLearningRate(learningRate)),
  );
}
