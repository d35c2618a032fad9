import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  divide,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  negative,
  sqrt,
  subtract,
  where,
  zeros,
} from "../../numpy/index.ts";
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
import { dtype } from "../tree/dtype.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { betaPower } from "./betaPower.ts";

/** Machine epsilon of float32, below which a squared norm counts as zero. */
const tiny = 1.1920928955078125e-7;

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
export interface MomoAdamOptions {
  /** α, the largest step, a number or a schedule; default 0.01. */
  readonly learningRate?: ScalarOrSchedule;
  /** β₁, decay rate of the averages; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the mean of squared gradients; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
  /** f*, a lower bound of the loss; default 0. */
  readonly lowerBound?: ArrayLike;
  /** Weight decay λ; default 0. */
  readonly weightDecay?: ArrayLike;
  /** Learn the bound while training; default false. */
  readonly adaptLowerBound?: boolean;
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
  return {
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
      const expAvgSq = map(
        (v, g) => add(multiply(b2, v), multiply(multiply(oneMinus(b2), g), g)),
        state.expAvgSq,
        updates,
      );
      const correction = (beta: ArrayLike): JaxArray => astype(subtract(1, betaPower(beta, count)), barf.dtype);
      const [bc1, bc2] = [correction(b1), correction(b2)];
      const divisor = map((v) => add(eps, sqrt(divide(v, bc2))), expAvgSq);
      const length = vdot(
        expAvg,
        map((m, d) => divide(m, d), expAvg, divisor),
      );
      const gamma = mix(state.gamma, vdot(updates, params));
      const product = vdot(expAvg, params);
      const alpha = valueAt(learningRate, state.count);
      const shrink = add(1, multiply(alpha, weightDecay));
      const bound = adaptLowerBound ? lowered() : state.lb;
      const gap = add(multiply(shrink, subtract(subtract(barf, multiply(bc1, bound)), gamma)), product);
      const tau = minimum(divide(alpha, bc1), where(lessEqual(length, tiny), 0, divide(maximum(gap, 0), length)));
      const pull = negative(divide(multiply(alpha, weightDecay), shrink));
      const step = (m: ArrayLike, d: ArrayLike, p: ArrayLike): JaxArray =>
        subtract(multiply(pull, p), divide(multiply(tau, m), d));
      const reached = subtract(subtract(add(barf, product), gamma), multiply(multiply(0.5, tau), length));
      const lb = adaptLowerBound ? maximum(divide(reached, bc1), lowerBound) : state.lb;
      return [map(step, expAvg, divisor, params), new MomoAdamState(expAvg, expAvgSq, barf, gamma, lb, count)];

      /** The bound, lowered where the model of the loss goes below it. */
      function lowered(): JaxArray {
        const cap = add(multiply(shrink, subtract(barf, gamma)), product);
        const isBelow = less(cap, multiply(multiply(shrink, bc1), state.lb));
        return where(isBelow, maximum(divide(cap, multiply(multiply(2, bc1), shrink)), lowerBound), state.lb);
      }
    },
  };
}
