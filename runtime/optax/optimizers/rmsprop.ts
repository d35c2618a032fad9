import type { ArrayLike } from "../../core/array.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { identity } from "../transforms/identity.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type RmsOptions, scaleByRms } from "../transforms/scaleByRms.ts";
import { scaleByStddev } from "../transforms/scaleByStddev.ts";
import { trace } from "../transforms/trace.ts";

/** Options of {@link rmsprop}. */
export interface RmspropOptions extends RmsOptions {
  /** Divide by the standard deviation instead of the root mean square; default false. */
  readonly centered?: boolean;
  /** Momentum μ, applied after the learning rate; default none. */
  readonly momentum?: ArrayLike | null;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
}

/**
 * RMSProp: gradients divided by the root of their mean square.
 *
 *     v ← (1 − ρ) g² + ρ v
 *     w ← w − α g / √(v + ε)
 *
 * PyTorch adds ε outside the square root: `epsInSqrt: false`.
 *
 * @param learningRate α, a number or a schedule
 * @param options decay (ρ, 0.9), eps (ε, 1e-8), initialScale (0), epsInSqrt (true), centered (false), momentum (none), nesterov
 *   (false), biasCorrection (false)
 * @returns an optimizer with state `[{ nu }, …, …]`
 * @example
 * const tx = optax.rmsprop(0.5, { decay: 0 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.25]) }, tx.init(params), params);
 * assertAllClose(optax.applyUpdates(params, updates).w, [1], { rtol: 1e-5 });
 * @see Graves, "Generating Sequences With Recurrent Neural Networks", 2013, https://arxiv.org/abs/1308.0850
 */
export function rmsprop(
  learningRate: ScalarOrSchedule,
  options: RmspropOptions = {},
): GradientTransformation<[Tree, Tree, Tree]> {
  const { centered = false, momentum, nesterov = false, ...rms } = options;
  return describe(
    "rmsprop",
    { learningRate, centered, momentum, nesterov, ...rms },
    chain(
      centered ? scaleByStddev(rms) : scaleByRms(rms),
      scaleByLearningRate(learningRate),
      momentum === null || momentum === undefined ? identity() : trace(momentum, { nesterov }),
    ),
  );
}
