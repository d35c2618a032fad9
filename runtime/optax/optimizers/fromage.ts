import type { ArrayLike } from "../../core/array.ts";
import { add, divide, multiply, sqrt, square, subtract } from "../../numpy/index.ts";
import { type GradientTransformation, isSchedule, type ScalarOrSchedule, type Schedule, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { scaleByTrustRatio } from "../transforms/scaleByTrustRatio.ts";

/**
 * Fromage: every parameter array moves by the same fraction of its norm, which needs nearly no tuning.
 *
 *     w ← (w − α ‖w‖ / ‖g‖ · g) / √(1 + α²)
 *
 * @param learningRate α, a number or a schedule
 * @param options.minNorm least norm of parameters and of gradients; default 1e-6
 * @returns an optimizer; its `update` needs the parameters
 * @example
 * const tx = optax.fromage(0.75);
 * const params = { w: jnp.array([0, 7.5]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(optax.applyUpdates(params, updates).w, [-2.7, 2.4], { rtol: 1e-5 });
 * @see Bernstein et al., "On the distance between two neural networks and the stability of learning", 2020,
 * https://arxiv.org/abs/2002.03432
 */
export function fromage(
  learningRate: ScalarOrSchedule,
  options: { minNorm?: ArrayLike } = {},
): GradientTransformation<[Tree, Tree, Tree]> {
  const { minNorm = 1e-6 } = options;
  if (typeof learningRate === "number") {
    const shrink = 1 / Math.sqrt(1 + learningRate ** 2);
    return describe(
      "fromage",
      { learningRate, minNorm },
      chain(scaleByTrustRatio({ minNorm }), scaleByLearningRate(learningRate * shrink), addDecayedWeights(shrink - 1)),
    );
  }
  const shrinkOf = (rate: ArrayLike): ArrayLike => divide(1, sqrt(add(1, square(rate))));
  if (isSchedule(learningRate)) {
    const rate: Schedule = (count) => multiply(shrinkOf(learningRate(count)), learningRate(count));
    const decay: Schedule = (count) => subtract(shrinkOf(learningRate(count)), 1);
    return describe(
      "fromage",
      { learningRate, minNorm },
      chain(scaleByTrustRatio({ minNorm }), scaleByLearningRate(rate), addDecayedWeights(decay)),
    );
  }
  const shrink = shrinkOf(learningRate);
  return describe(
    "fromage",
    { learningRate, minNorm },
    chain(
      scaleByTrustRatio({ minNorm }),
      scaleByLearningRate(multiply(learningRate, shrink)),
      addDecayedWeights(subtract(shrink, 1)),
    ),
  );
}
