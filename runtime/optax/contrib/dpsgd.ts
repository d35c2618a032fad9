import type { ArrayLike } from "../../core/array.ts";
import type { Key } from "../../random/index.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { identity } from "../transforms/identity.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { trace } from "../transforms/trace.ts";
import {
  type DifferentiallyPrivateAggregateState,
  differentiallyPrivateAggregate,
} from "./differentiallyPrivateAggregate.ts";

/** What {@link dpsgd} needs. */
export interface DpsgdOptions {
  /** α, a number or a schedule. */
  readonly learningRate: ScalarOrSchedule;
  /** C, the largest norm of one example's gradient. */
  readonly l2NormClip: ArrayLike;
  /** σ, deviation of the noise in units of C. */
  readonly noiseMultiplier: ArrayLike;
  /** A random key, or a number to make one of. */
  readonly seed: Key | number;
  /** Momentum μ; default none. */
  readonly momentum?: ArrayLike | null;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
}

/**
 * Differentially private gradient descent: each example's gradient is clipped, and the sum gets noise.
 *
 *     ḡ = (Σᵢ gᵢ min(1, C / ‖gᵢ‖) + C σ n) / batch        w ← w − α ḡ
 *
 * @param options see {@link DpsgdOptions}
 * @returns an optimizer of gradients with a leading axis of examples, as `jax.vmap(jax.grad(loss), { inAxes: [null, 0] })` makes them
 * @throws TypeError when a gradient lacks the axis of examples
 * @example
 * const tx = optax.contrib.dpsgd({ learningRate: 1, l2NormClip: 1, noiseMultiplier: 0, seed: 0 });
 * const [updates] = tx.update({ w: jnp.array([[3, 4], [0.3, 0.4]]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [-0.45, -0.6]);
 * @see Abadi et al., "Deep Learning with Differential Privacy", 2016, https://arxiv.org/abs/1607.00133
 */
export function dpsgd(
  options: DpsgdOptions,
): GradientTransformation<[DifferentiallyPrivateAggregateState, Tree, Tree]> {
  const { learningRate, l2NormClip, noiseMultiplier, seed, momentum, nesterov = false } = options;
  const second: GradientTransformation<Tree> =
    momentum === null || momentum === undefined ? identity() : trace(momentum, { nesterov });
  return describe(
    "dpsgd",
    { learningRate, l2NormClip, noiseMultiplier, seed, momentum, nesterov },
    chain(
      differentiallyPrivateAggregate(l2NormClip, noiseMultiplier, { key: seed }),
      second,
      scaleByLearningRate(learningRate),
    ),
  );
}
