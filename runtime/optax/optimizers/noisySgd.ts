import type { ArrayLike } from "../../core/array.ts";
import type { Key } from "../../random/index.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { type AddNoiseState, addNoise } from "../transforms/addNoise.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";

/** Options of {@link noisySgd}. */
export interface NoisySgdOptions {
  /** η, variance of the noise at the first update; default 0.01. */
  readonly eta?: ArrayLike;
  /** γ, how fast the noise fades; default 0.55. */
  readonly gamma?: ArrayLike;
  /** A random key, or a number to make one of; default 0. */
  readonly key?: Key | number | null;
}

/**
 * Gradient descent with noise that fades.
 *
 *     w ← w − α (g + √(η / tᵞ) n)        n ~ N(0, 1)
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link NoisySgdOptions}
 * @returns an optimizer with state `[{ count, rngKey }, …]`
 * @example
 * const tx = optax.noisySgd(0.1, { eta: 0, key: random.key(0) });
 * const [updates] = tx.update({ w: jnp.ones([1]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [-0.1]);
 * @see Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks", 2015, https://arxiv.org/abs/1511.06807
 */
export function noisySgd(
  learningRate: ScalarOrSchedule,
  options: NoisySgdOptions = {},
): GradientTransformation<[AddNoiseState, EmptyState | ScaleByScheduleState]> {
  const { eta = 0.01, gamma = 0.55, key } = options;
  return describe(
    "noisySgd",
    { learningRate, eta, gamma, key },
    chain(addNoise(eta, gamma, { key: key ?? 0 }), scaleByLearningRate(learningRate)),
  );
}
