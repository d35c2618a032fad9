import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, equal, multiply, subtract, where, zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import {
  checkParams,
  extraArg,
  type GradientTransformation,
  type ScalarOrSchedule,
  type Tree,
  valueAt,
} from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype } from "../tree/dtype.ts";
import { norm } from "../tree/norm.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { type BoundOptions, stepOf } from "./lossModel.ts";

/** Averages of gradients and of the linear model of the loss. */
export class MomoState extends NamedTuple {
  /** Mean of gradients. */
  readonly expAvg: Tree;
  /** Mean of losses, f[]. */
  readonly barf: JaxArray;
  /** Mean of ⟨g, w⟩, f[]. */
  readonly gamma: JaxArray;
  /** Lower bound of the loss, f[]. */
  readonly lb: JaxArray;
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  constructor(expAvg: Tree, barf: JaxArray, gamma: JaxArray, lb: JaxArray, count: JaxArray) {
    super();
    this.expAvg = expAvg;
    this.barf = barf;
    this.gamma = gamma;
    this.lb = lb;
    this.count = count;
  }
}

/** Options of {@link momo}. */
export interface MomoOptions extends BoundOptions {
  /** α, the largest step, a number or a schedule; default 1. */
  readonly learningRate?: ScalarOrSchedule;
  /** β, decay rate of the averages; default 0.9. */
  readonly beta?: ArrayLike;
}

/**
 * MoMo: gradient descent with momentum whose step goes as far as an averaged linear model of the loss allows.
 *
 *     m ← β m + (1 − β) g        f̄ ← β f̄ + (1 − β) f        γ ← β γ + (1 − β) ⟨g, w⟩
 *     τ = min(α, ((1 + αλ)(f̄ − f* − γ) + ⟨m, w⟩)₊ / ‖m‖²)
 *     w ← (w − τ m − …) / (1 + αλ)
 *
 * @param options see {@link MomoOptions}
 * @returns an optimizer with state `{ expAvg, barf, gamma, lb, count }`; its `update` needs the parameters and the extra argument
 *   `value`, the loss
 * @throws TypeError when `update` is called without parameters or without `value`
 * @example
 * const f = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.contrib.momo();
 * const w = jnp.array([0.5, 1.5]);
 * const [value, grad] = jax.valueAndGrad(f)(w);
 * const [updates] = tx.update(grad, tx.init(w), w, { value });
 * assertAllClose(optax.applyUpdates(w, updates), [0.25, 0.75], { rtol: 1e-6 });
 * @see Schaipp et al., "MoMo: Momentum Models for Adaptive Learning Rates", 2023, https://arxiv.org/abs/2305.07583
 */
export function momo(options: MomoOptions = {}): GradientTransformation<MomoState> {
  const { learningRate = 1, beta = 0.9, lowerBound = 0, weightDecay = 0, adaptLowerBound = false } = options;
  return describe(
    "momo",
    { learningRate, beta, lowerBound, weightDecay, adaptLowerBound },
    {
      init(params) {
        const like = { dtype: dtype(params, { mixedDtypeHandler: "lowest" }) };
        const zero = zeros([], like);
        return new MomoState(zerosLike(params), zero, zero, asarray(lowerBound, like), zeroCount());
      },
      update(updates, state, params, extra) {
        checkParams(params, "momo");
        const value = asarray(extraArg(extra, "value", "momo"), { dtype: state.barf.dtype });
        const b = where(equal(state.count, 0), 0, beta);
        const mix = (before: ArrayLike, now: ArrayLike): JaxArray =>
          add(multiply(b, before), multiply(oneMinus(b), now));
        const barf = mix(state.barf, value);
        const expAvg = map(mix, state.expAvg, updates);
        const gamma = mix(state.gamma, vdot(updates, params));
        const product = vdot(expAvg, params);
        const model = { barf, gamma, product, length: norm(expAvg, { squared: true }), lb: state.lb, correction: 1 };
        const alpha = valueAt(learningRate, state.count);
        const { tau, pull, lb } = stepOf(model, { alpha, weightDecay, lowerBound, adaptLowerBound });
        const step = map((m, p) => subtract(multiply(pull, p), multiply(tau, m)), expAvg, params);
        return [step, new MomoState(expAvg, barf, gamma, lb, safeIncrement(state.count))];
      },
    },
  );
}
