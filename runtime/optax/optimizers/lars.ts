import type { ArrayLike } from "../../core/array.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { type MaskedState, masked } from "../combine/masked.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleByTrustRatio } from "../transforms/scaleByTrustRatio.ts";
import { type TraceState, trace } from "../transforms/trace.ts";

/** Options of {@link lars}. */
export interface LarsOptions {
  /** Weight decay λ, a number or a schedule; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay: a tree of booleans, a prefix of one, or a function that makes one; default all. */
  readonly weightDecayMask?: Mask | boolean | null;
  /** η, the fraction of a parameter's norm that a step of size 1 makes; default 1e-3. */
  readonly trustCoefficient?: ArrayLike;
  /** ε added to the norm of the update; default 0. */
  readonly eps?: ArrayLike;
  /** Which parameters' steps are scaled to their norm; default all. */
  readonly trustRatioMask?: Mask | boolean;
  /** Momentum μ; default 0.9. */
  readonly momentum?: ArrayLike;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
}

/**
 * LARS: gradient descent whose step is scaled, for each parameter array, to the array's norm. For large batches.
 *
 *     u = g + λ w
 *     m ← α η ‖w‖ / (‖u‖ + ε) · u + μ m
 *     w ← w − m
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link LarsOptions}
 * @returns an optimizer; its `update` needs the parameters
 * @example
 * const tx = optax.lars(1);
 * const params = { w: jnp.array([0, 10]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.006, -0.008], { rtol: 1e-5 });
 * @see You et al., "Large Batch Training of Convolutional Networks", 2017, https://arxiv.org/abs/1708.03888
 */
export function lars(
  learningRate: ScalarOrSchedule,
  options: LarsOptions = {},
): GradientTransformation<[Tree, MaskedState, EmptyState | ScaleByScheduleState, TraceState]> {
  const { weightDecay = 0, weightDecayMask = true, trustCoefficient = 0.001, eps = 0 } = options;
  const { trustRatioMask = true, momentum = 0.9, nesterov = false } = options;
  return describe(
    "lars",
    { learningRate, weightDecay, weightDecayMask, trustCoefficient, eps, trustRatioMask, momentum, nesterov },
    chain(
      addDecayedWeights(weightDecay, { mask: weightDecayMask }),
      masked(scaleByTrustRatio({ trustCoefficient, eps }), trustRatioMask),
      scaleByLearningRate(learningRate),
      trace(momentum, { nesterov }),
    ),
  );
}
