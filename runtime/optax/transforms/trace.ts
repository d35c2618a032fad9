import type { ArrayLike } from "../../core/array.ts";
import { add, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { cast } from "../tree/cast.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** The running sum of past updates. */
export class TraceState extends NamedTuple {
  /** The structure of the parameters. */
  readonly trace: Tree;
  constructor(trace: Tree) {
    super();
    this.trace = trace;
  }
}

/**
 * Momentum: adds a decaying sum of past updates to the present one.
 *
 *     m ← g + d · m        u = m                  classical
 *                          u = g + d · m          Nesterov
 *
 * @param decay the factor d by which past updates fade, in [0, 1)
 * @param options.nesterov look one step ahead; default false
 * @param options.accumulatorDtype dtype of the stored sum; default that of the parameters
 * @returns a transformation with state `{ trace }`
 * @example
 * const tx = optax.trace(0.9);
 * let state = tx.init({ w: jnp.zeros([1]) });
 * let updates = { w: jnp.array([1]) };
 * [, state] = tx.update(updates, state);
 * [updates, state] = tx.update(updates, state);
 * assertAllClose(updates.w, [1.9]);
 * @see Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013, http://proceedings.mlr.press/v28/sutskever13.pdf
 */
export function trace(
  decay: ArrayLike,
  options: { nesterov?: boolean; accumulatorDtype?: DType } = {},
): GradientTransformation<TraceState> {
  const { nesterov = false, accumulatorDtype } = options;
  const accumulate = (g: ArrayLike, t: ArrayLike) => add(g, multiply(decay, t));
  return describe(
    "trace",
    { decay, nesterov, accumulatorDtype },
    {
      init: (params) => new TraceState(zerosLike(params, { dtype: accumulatorDtype })),
      update(updates, state) {
        const sum = map(accumulate, updates, state.trace);
        return [nesterov ? map(accumulate, updates, sum) : sum, new TraceState(cast(sum, accumulatorDtype))];
      },
    },
  );
}
