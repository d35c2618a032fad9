import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, maximum, sqrt } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { cast } from "../tree/cast.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Adam's moments, and the largest second moment so far. */
export class ScaleByAmsgradState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  readonly mu: Tree;
  readonly nu: Tree;
  readonly nuMax: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree, nuMax: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
    this.nuMax = nuMax;
  }
}

/** Options of {@link scaleByAmsgrad}. */
export interface AmsgradOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** Dtype of the stored first moment; default that of the parameters. */
  readonly muDtype?: DType;
  /** Correct the first moment's pull towards zero; default true (the paper does not). */
  readonly biasCorrectionMu?: boolean;
  /** Correct the second moment's pull towards zero; default true (the paper does not). */
  readonly biasCorrectionNu?: boolean;
}

/**
 * Adam that never lets its second moment fall.
 *
 *     m ← (1 − β₁) g + β₁ m      v ← (1 − β₂) g² + β₂ v      v̄ ← max(v̄, v̂)
 *     u = m̂ / (√(v̄ + ε̄) + ε)
 *
 * @param options see {@link AmsgradOptions}
 * @returns a transformation with state `{ count, mu, nu, nuMax }`
 * @example
 * const tx = optax.scaleByAmsgrad();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * @see Reddi et al., "On the Convergence of Adam and Beyond", 2018, https://openreview.net/forum?id=ryQu7f-RZ
 */
export function scaleByAmsgrad(options: AmsgradOptions = {}): GradientTransformation<ScaleByAmsgradState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, muDtype } = options;
  const { biasCorrectionMu = true, biasCorrectionNu = true } = options;
  return describe(
    "scaleByAmsgrad",
    { b1, b2, eps, epsRoot, muDtype, biasCorrectionMu, biasCorrectionNu },
    {
      init: (params) =>
        new ScaleByAmsgradState(
          zeroCount(),
          zerosLike(params, { dtype: muDtype }),
          zerosLike(params),
          zerosLike(params),
        ),
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay: b2, order: 2 });
        const count = safeIncrement(state.count);
        const muHat = biasCorrectionMu ? biasCorrection(mu, b1, count) : mu;
        const nuHat = biasCorrectionNu ? biasCorrection(nu, b2, count) : nu;
        const nuMax = map((largest, v) => maximum(largest, v), state.nuMax, nuHat);
        const scaled = map((m, v) => divide(m, add(sqrt(add(v, epsRoot)), eps)), muHat, nuMax);
        return [scaled, new ScaleByAmsgradState(count, cast(mu, muDtype), nu, nuMax)];
      },
    },
  );
}
