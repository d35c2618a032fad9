import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleBySign } from "../transforms/scaleBySign.ts";

/**
 * Steps of the same size in every coordinate, against the sign of the gradient.
 *
 *     w ← w − α sign(g)
 *
 * @param learningRate α, a number or a schedule
 * @returns an optimizer
 * @example
 * const tx = optax.signSgd(0.1);
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1]);
 * @see Bernstein et al., "signSGD: Compressed Optimisation for Non-Convex Problems", 2018, https://arxiv.org/abs/1802.04434
 */
export function signSgd(
  learningRate: ScalarOrSchedule,
): GradientTransformation<[EmptyState, EmptyState | ScaleByScheduleState]> {
  return describe("signSgd", { learningRate }, chain(scaleBySign(), scaleByLearningRate(learningRate)));
}
