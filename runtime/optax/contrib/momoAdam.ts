import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, astype, divide, multiply, sqrt, subtract, zeros } from "../../numpy/index.ts";
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
import { oneMinus } from "../tree/oneMinus.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { betaPower } from "./betaPower.ts";
import { type BoundOptions, stepOf } from "./lossModel.ts";
import { meanOfSquares } from "./meanOfSquares.ts";

/** Averages of gradients and of the linear model of the loss. */
export class MomoAdamState extends NamedTuple {
  /** Mean of gradients. */
  readonly expAvg: Tree;
  /** Mean of squared gradients. */
  readonly expAvgSq: Tree;
  /** Mean of losses, f[]. */
  readonly barf: JaxArray;
  /** Mean of ⟨g, w⟩, f[]. */
  readonly gamma: JaxArray;
  /** Lower bound of the loss, f[]. */
  readonly lb: JaxArray;
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  constructor(expAvg: Tree, expAvgSq: Tree, barf: JaxArray, gamma: JaxArray, lb: JaxArray, count: JaxArray) {
    super();
    this.expAvg = expAvg;
    this.expAvgSq = expAvgSq;
    this.barf = barf;
    this.gamma = gamma;
    this.lb = lb;
    this.count = count;
  }
}

/** Options of {@link momoAdam}. */
export interface MomoAdamOptions extends BoundOptions {
  /** α, the largest step, a number or a schedule; default 0.01. */
  readonly learningRate?: ScalarOrSchedule;
  /** β₁, decay rate of the averages; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
}

/**
 * MoMo-Adam: AdamW whose step goes as far as an averaged linear model of the loss allows.
 *
 *     D = ε + √v̂        τ = min(α / (1 − β₁ᵗ), ((1 + αλ)(f̄ − (1 − β₁ᵗ) f* − γ) + ⟨m, w⟩)₊ / ⟨m, m / D⟩)
 *     w ← w − αλ / (1 + αλ) w − τ m / D
 *
 * @param options see {@link MomoAdamOptions}
 * @returns an optimizer with state `{ expAvg, expAvgSq, barf, gamma, lb, count }`; its `update` needs the parameters and the extra
 *   argument `value`, the loss
 * @throws TypeError when `update` is called without parameters or without `value`
 * @example
 * const f = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.contrib.momoAdam({ learningRate: 0.1 });
 * const w = jnp.array([0.5, 1.5]);
 * const [value, grad] = jax.valueAndGrad(f)(w);
 * const [updates] = tx.update(grad, tx.init(w), w, { value });
 * assertAllClose(updates, [-0.1, -0.1], { rtol: 1e-4 });
 * @see Schaipp et al., "MoMo: Momentum Models for Adaptive Learning Rates", 2023, https://arxiv.org/abs/2305.07583
 */
export function momoAdam(options: MomoAdamOptions = {}): GradientTransformation<MomoAdamState> {
  const { learningRate = 0.01, b1 = 0.9, b2 = 0.999, eps = 1e-8 } = options;
  const { lowerBound = 0, weightDecay = 0, adaptLowerBound = false } = options;
  return describe(
    "momoAdam",
    { learningRate, b1, b2, eps, lowerBound, weightDecay, adaptLowerBound },
    {
      init(params) {
        const like = { dtype: dtype(params, { mixedDtypeHandler: "lowest" }) };
        const zero = zeros([], like);
        const bound = asarray(lowerBound, like);
        return new MomoAdamState(zerosLike(params), zerosLike(params), zero, zero, bound, zeroCount());
      },
      update(updates, state, params, extra) {
        checkParams(params, "momoAdam");
        const value = asarray(extraArg(extra, "value", "momoAdam"), { dtype: state.barf.dtype });
        const count = safeIncrement(state.count);
        const mix = (before: ArrayLike, now: ArrayLike): JaxArray =>
          add(multiply(b1, before), multiply(oneMinus(b1), now));
        const barf = mix(state.barf, value);
        const expAvg = map(mix, state.expAvg, updates);
        const expAvgSq = meanOfSquares(state.expAvgSq, updates, b2);
        const correctionOf = (beta: ArrayLike): JaxArray => astype(subtract(1, betaPower(beta, count)), barf.dtype);
        const [correction, correction2] = [correctionOf(b1), correctionOf(b2)];
        const divisor = map((v) => add(eps, sqrt(divide(v, correction2))), expAvgSq);
        const length = vdot(
          expAvg,
          map((m, d) => divide(m, d), expAvg, divisor),
        );
        const gamma = mix(state.gamma, vdot(updates, params));
        const model = { barf, gamma, product: vdot(expAvg, params), length, lb: state.lb, correction };
        const alpha = valueAt(learningRate, state.count);
        const { tau, pull, lb } = stepOf(model, { alpha, weightDecay, lowerBound, adaptLowerBound });
        const step = (m: ArrayLike, d: ArrayLike, p: ArrayLike): JaxArray =>
          subtract(multiply(pull, p), divide(multiply(tau, m), d));
        return [map(step, expAvg, divisor, params), new MomoAdamState(expAvg, expAvgSq, barf, gamma, lb, count)];
      },
    },
  );
}
