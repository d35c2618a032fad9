import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, multiply, sqrt } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { cast } from "../tree/cast.ts";
import { castLike } from "../tree/castLike.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Running first and second moments of the gradients. */
export class ScaleByAdamState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Mean of gradients, the structure of the parameters. */
  readonly mu: Tree;
  /** Mean of squared gradients, the structure of the parameters. */
  readonly nu: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
  }
}

/** Options of Adam and its relatives. */
export interface AdamOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε added outside the square root, against division by zero; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ added inside the square root, needed when the update itself is differentiated; default 0. */
  readonly epsRoot?: ArrayLike;
  /** Dtype of the stored first moment; default that of the parameters. */
  readonly muDtype?: DType;
  /** Nesterov's momentum (NAdam); default false. */
  readonly nesterov?: boolean;
}

/**
 * Rescales gradients by Adam's rule, without a learning rate.
 *
 *     m ← (1 − β₁) g + β₁ m        m̂ = m / (1 − β₁ᵗ)
 *     v ← (1 − β₂) g² + β₂ v       v̂ = v / (1 − β₂ᵗ)
 *     u = m̂ / (√(v̂ + ε̄) + ε)
 *
 * with Nesterov's momentum  m̂ = β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ).
 *
 * @param options see {@link AdamOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.scaleByAdam();
 * const [updates, state] = tx.update({ w: jnp.array([0.5, -2]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1, -1], { rtol: 1e-5 });
 * assertAllClose(state.mu.w, [0.05, -0.2], { rtol: 1e-6 });
 * @see Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014, https://arxiv.org/abs/1412.6980
 */
export function scaleByAdam(options: AdamOptions = {}): GradientTransformation<ScaleByAdamState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-8, epsRoot = 0, muDtype, nesterov = false } = options;
  return describe(
    "scaleByAdam",
    { b1, b2, eps, epsRoot, muDtype, nesterov },
    {
      init: (params) => new ScaleByAdamState(zeroCount(), zerosLike(params, { dtype: muDtype }), zerosLike(params)),
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const nu = updateMomentPerElemNorm({ updates, moments: state.nu, decay: b2, order: 2 });
        const count = safeIncrement(state.count);
        const muHat = nesterov ? nesterovMoment(updates, mu, b1, count) : biasCorrection(mu, b1, count);
        const nuHat = biasCorrection(nu, b2, count);
        const scaled = map((m, v) => divide(m, add(sqrt(add(v, epsRoot)), eps)), muHat, nuHat);
        return [scaled, new ScaleByAdamState(count, cast(mu, muDtype), castLike(nu, state.nu))];
      },
    },
  );
}

/** The first moment one step ahead. */
export function nesterovMoment(updates: Tree, mu: Tree, b1: ArrayLike, count: JaxArray): Tree {
  return map(
    (m, g) => add(multiply(b1, m), multiply(oneMinus(b1), g)),
    biasCorrection(mu, b1, safeIncrement(count)),
    biasCorrection(updates, b1, count),
  );
}
