import type { ArrayLike } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import type { EmptyState, GradientTransformation, ScalarOrSchedule } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { identity } from "../transforms/identity.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { type TraceState, trace } from "../transforms/trace.ts";

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Momentum μ, in [0, 1); default none, and then no state is kept for it. */
  readonly momentum?: ArrayLike | null;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
  /** Dtype of the stored momentum; default that of the parameters. */
  readonly accumulatorDtype?: DType;
}

/**
 * Stochastic gradient descent, with momentum if asked for.
 *
 *     m ← g + μ m
 *     w ← w − α m                 classical
 *     w ← w − α (g + μ m)         Nesterov
 *
 * @param learningRate α, a number or a schedule
 * @param options momentum (μ, none), nesterov (false), accumulatorDtype
 * @returns an optimizer; with momentum its state begins with `{ trace }`
 * @example
 * const tx = optax.sgd(0.1, { momentum: 0.9 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates, state] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(optax.applyUpdates(params, updates).w, [1.45]);
 * assertAllClose(state[0].trace.w, [0.5]);
 * @see Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, http://proceedings.mlr.press/v28/sutskever13.pdf
 */
export function sgd(
  learningRate: ScalarOrSchedule,
  options: SgdOptions & { momentum: ArrayLike },
): GradientTransformation<[TraceState, EmptyState | ScaleByScheduleState]>;
export function sgd(
  learningRate: ScalarOrSchedule,
  options?: SgdOptions,
): GradientTransformation<[EmptyState | TraceState, EmptyState | ScaleByScheduleState]>;
export function sgd(
  learningRate: ScalarOrSchedule,
  options: SgdOptions = {},
): GradientTransformation<[EmptyState | TraceState, EmptyState | ScaleByScheduleState]> {
  const { momentum, ...traceOptions } = options;
  const first: GradientTransformation<EmptyState | TraceState> =
    momentum === null || momentum === undefined ? identity() : trace(momentum, traceOptions);
  return describe("sgd", { learningRate, momentum, ...traceOptions }, chain(first, scaleByLearningRate(learningRate)));
}
