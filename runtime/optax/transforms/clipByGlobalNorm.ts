import type { ArrayLike } from "../../core/array.ts";
import { asarray, astype, divide, less, multiply, where } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { type EmptyState, type GradientTransformation, initEmptyState } from "../base.ts";
import { describe } from "../describe.ts";
import { norm } from "../tree/norm.ts";

/**
 * Scales all updates down together so that their global norm is at most `maxNorm`.
 *
 *     u ← u                       if ‖u‖ < c
 *         (u / ‖u‖) · c           otherwise           ‖u‖ = √Σ u²  over every leaf
 *
 * @param maxNorm largest allowed norm c, in the units of the gradient; > 0
 * @returns a stateless transformation; dtypes are kept
 * @throws RangeError when `maxNorm` is a number that is not positive
 * @example
 * const tx = optax.clipByGlobalNorm(1);
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init({}));
 * assertAllClose(updates.w, [0.6, 0.8]);
 * @see Pascanu et al., "On the difficulty of training recurrent neural networks", 2012, https://arxiv.org/abs/1211.5063
 */
export function clipByGlobalNorm(maxNorm: ArrayLike): GradientTransformation<EmptyState> {
  if (typeof maxNorm === "number" && !(maxNorm > 0)) {
    throw new RangeError(`Cannot clip by global norm: maxNorm must be > 0, got ${maxNorm}`);
  }
  return describe(
    "clipByGlobalNorm",
    { maxNorm },
    {
      init: initEmptyState,
      update(updates, state) {
        const length = norm(updates);
        const small = less(length, maxNorm);
        const clip = (u: ArrayLike) => {
          const x = asarray(u);
          return where(small, x, multiply(divide(x, astype(length, x.dtype)), maxNorm));
        };
        return [map(clip, updates), state];
      },
    },
  );
}
