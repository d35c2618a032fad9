import type { ArrayLike, JaxArray } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { cast } from "../tree/cast.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Running mean of updates. */
export class EmaState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** The structure of the parameters. */
  readonly ema: Tree;
  constructor(count: JaxArray, ema: Tree) {
    super();
    this.count = count;
    this.ema = ema;
  }
}

/**
 * Replaces updates by their exponential moving average. (`trace` is the sum instead.)
 *
 *     e ← (1 − d) g + d e          u = e / (1 − dᵗ)
 *
 * @param decay the weight d of the past, in [0, 1)
 * @param options.debias correct the mean's pull towards zero; default true
 * @param options.accumulatorDtype dtype of the stored mean; default that of the parameters
 * @returns a transformation with state `{ count, ema }`
 * @example
 * const tx = optax.ema(0.5);
 * const [updates, state] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose([updates.w, state.ema.w], [0.5, 0.25]);
 */
export function ema(
  decay: ArrayLike,
  options: { debias?: boolean; accumulatorDtype?: DType | undefined } = {},
): GradientTransformation<EmaState> {
  const { debias = true, accumulatorDtype } = options;
  return describe(
    "ema",
    { decay, debias, accumulatorDtype },
    {
      init: (params) => new EmaState(zeroCount(), zerosLike(params, { dtype: accumulatorDtype })),
      update(updates, state) {
        const mean = updateMoment({ updates, moments: state.ema, decay, order: 1 });
        const count = safeIncrement(state.count);
        return [debias ? biasCorrection(mean, decay, count) : mean, new EmaState(count, cast(mean, accumulatorDtype))];
      },
    },
  );
}
