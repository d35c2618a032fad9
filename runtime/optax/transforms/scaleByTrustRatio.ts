import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, divide, equal, logicalOr, multiply, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { checkParams, type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { safeNorm } from "../safeNorm.ts";

/** Options of {@link scaleByTrustRatio}. */
export interface TrustRatioOptions {
  /** Least norm of parameters and of updates; default 0. */
  readonly minNorm?: ArrayLike;
  /** η, a factor of the ratio; default 1. */
  readonly trustCoefficient?: ArrayLike;
  /** ε added to the norm of the update; default 0. */
  readonly eps?: ArrayLike;
}

/**
 * Scales each parameter's update by the ratio of the parameter's norm to the update's.
 *
 *     u ← u · η ‖w‖ / (‖u‖ + ε)        u as it is where a norm is 0
 *
 * @param options see {@link TrustRatioOptions}
 * @returns a stateless transformation whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByTrustRatio();
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}), { w: jnp.array([0, 10]) });
 * assertAllClose(updates.w, [6, 8]);
 * @see You et al., "Large Batch Training of Convolutional Networks", 2017, https://arxiv.org/abs/1708.03888
 */
export function scaleByTrustRatio(options: TrustRatioOptions = {}): GradientTransformation<EmptyState> {
  const { minNorm = 0, trustCoefficient = 1, eps = 0 } = options;
  const scale = (u: JaxArray, p: JaxArray): JaxArray => {
    const paramNorm = safeNorm(p, minNorm);
    const updateNorm = safeNorm(u, minNorm);
    const ratio = divide(multiply(trustCoefficient, paramNorm), add(updateNorm, eps));
    const isZero = logicalOr(equal(paramNorm, 0), equal(updateNorm, 0));
    return multiply(u, where(isZero, asarray(1, { dtype: asarray(p).dtype }), ratio));
  };
  return describe(
    "scaleByTrustRatio",
    { minNorm, trustCoefficient, eps },
    {
      init: initEmptyState,
      update(updates, state, params) {
        checkParams(params, "scaleByTrustRatio");
        return [map(scale, updates, params), state];
      },
    },
  );
}
