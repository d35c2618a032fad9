import type { EmptyState, GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { identity } from "../transforms/identity.ts";
import { scale } from "../transforms/scale.ts";
import { type LbfgsMemoryOptions, type ScaleByLBFGSState, scaleByLbfgs } from "../transforms/scaleByLbfgs.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import type { ScaleByScheduleState } from "../transforms/scaleBySchedule.ts";
import { scaleByZoomLinesearch } from "../transforms/scaleByZoomLinesearch.ts";

/** Options of {@link lbfgs}. */
export interface LbfgsOptions extends LbfgsMemoryOptions {
  /** α before the line search, a number or a schedule; default 1. */
  readonly learningRate?: ScalarOrSchedule | null;
  /** Finds the step size; null: none, and then a learning rate is needed; default a zoom line search of at most 20 steps from 1. */
  readonly linesearch?: GradientTransformation | null;
}

/**
 * L-BFGS: steps by an approximate Newton's method with a line search. For functions without noise: full batches, fits.
 *
 *     w ← w − η H g        H ≈ ∇²f⁻¹ of the last steps, η by Wolfe's conditions
 *
 * @param options see {@link LbfgsOptions}
 * @returns an optimizer with state `[{ count, params, updates, … }, …, { learningRate, value, grad, info }]`; its `update` needs the
 *   parameters and the extra arguments `value`, `grad` and `valueFn`, the function of the parameters
 * @throws RangeError for a memory below 1; TypeError when `update` is called without what it needs
 * @example
 * const valueFn = (w: jax.Array) => jnp.sum(jnp.square(w.sub(1)));
 * const tx = optax.lbfgs();
 * let w = jnp.array([1.5, -2.5]);
 * let state = tx.init(w);
 * for (let i = 0; i < 3; i++) {
 *   const [value, grad] = jax.valueAndGrad(valueFn)(w);
 *   const [updates, next] = tx.update(grad, state, w, { value, grad, valueFn });
 *   [w, state] = [optax.applyUpdates(w, updates), next];
 * }
 * assertAllClose(w, [1, 1], { rtol: 1e-4 });
 * @see Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989, https://doi.org/10.1007/BF01589116
 */
export function lbfgs(
  options: LbfgsOptions = {},
): GradientTransformation<[ScaleByLBFGSState, EmptyState | ScaleByScheduleState, Tree]> {
  const { learningRate, linesearch, ...memory } = options;
  const first: GradientTransformation<EmptyState | ScaleByScheduleState> =
    learningRate === null || learningRate === undefined ? scale(-1) : scaleByLearningRate(learningRate);
  const search: GradientTransformation<Tree> =
    linesearch === undefined ? scaleByZoomLinesearch(20, { initialGuessStrategy: "one" }) : (linesearch ?? identity());
  return describe("lbfgs", { learningRate, linesearch, ...memory }, chain(scaleByLbfgs(memory), first, search));
}
