import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  abs,
  add,
  asarray,
  astype,
  divide,
  maximum,
  multiply,
  negative,
  sqrt,
  subtract,
  zeros,
} from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type ScalarOrSchedule, type Tree, valueAt } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype } from "../tree/dtype.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { sum } from "../tree/sum.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { adamCorrection, rootOf } from "./betaPower.ts";
import { meanOfSquares } from "./meanOfSquares.ts";

/** Moments, and what is known of the distance to the solution. */
export class DAdaptAdamWState extends NamedTuple {
  /** Mean of scaled gradients. */
  readonly expAvg: Tree;
  /** Mean of squared gradients. */
  readonly expAvgSq: Tree;
  /** Weighted sum of gradients. */
  readonly gradSum: Tree;
  /** Estimated distance d, f[]. */
  readonly estimLr: JaxArray;
  /** f[] */
  readonly numeratorWeighted: JaxArray;
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  constructor(
    expAvg: Tree,
    expAvgSq: Tree,
    gradSum: Tree,
    estimLr: JaxArray,
    numeratorWeighted: JaxArray,
    count: JaxArray,
  ) {
    super();
    this.expAvg = expAvg;
    this.expAvgSq = expAvgSq;
    this.gradSum = gradSum;
    this.estimLr = estimLr;
    this.numeratorWeighted = numeratorWeighted;
    this.count = count;
  }
}

/** Options of {@link dadaptAdamw}. */
export interface DadaptAdamwOptions {
  /** A factor of the estimated step, a number or a schedule; default 1. */
  readonly learningRate?: ScalarOrSchedule;
  /** [β₁, β₂]; default [0.9, 0.999]. */
  readonly betas?: readonly [ArrayLike, ArrayLike];
  /** ε; default 1e-8. */
  readonly eps?: ArrayLike;
  /** d₀, the first estimate; default 1e-6. */
  readonly estimLr0?: ArrayLike;
  /** Weight decay λ; default 0. */
  readonly weightDecay?: ArrayLike;
}

/**
 * D-Adaptation of AdamW: learns the learning rate as the distance to the solution.
 *
 *     m ← β₁ m + (1 − β₁) d g        v ← β₂ v + (1 − β₂) g²        s ← √β₂ s + (1 − √β₂) d g
 *     r ← √β₂ r + (1 − √β₂) d ⟨g, s / √v⟩        d ← max(d, r / ((1 − √β₂) ‖s‖₁))
 *     w ← w − m / (√v + ε) − λ d w
 *
 * @param options see {@link DadaptAdamwOptions}
 * @returns an optimizer with state `{ expAvg, expAvgSq, gradSum, estimLr, numeratorWeighted, count }`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.dadaptAdamw({ estimLr0: 0.1 });
 * const params = { w: jnp.zeros([1]) };
 * const [updates, state] = tx.update({ w: jnp.array([1]) }, tx.init(params), params);
 * assertAllClose(state.expAvgSq.w, [0.001], { rtol: 1e-4 });
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-3 });
 * @see Defazio and Mishchenko, "Learning-Rate-Free Learning by D-Adaptation", 2023, https://arxiv.org/abs/2301.07733
 */
export function dadaptAdamw(options: DadaptAdamwOptions = {}): GradientTransformation<DAdaptAdamWState> {
  const { learningRate = 1, betas = [0.9, 0.999], eps = 1e-8, estimLr0 = 1e-6, weightDecay = 0 } = options;
  const [beta1, beta2] = betas;
  const root = rootOf(beta2);
  return describe(
    "dadaptAdamw",
    { learningRate, betas, eps, estimLr0, weightDecay },
    {
      init(params) {
        const lowest = dtype(params, { mixedDtypeHandler: "lowest" });
        const [zeros1, zeros2, zeros3] = [zerosLike(params), zerosLike(params), zerosLike(params)];
        return new DAdaptAdamWState(
          zeros1,
          zeros2,
          zeros3,
          asarray(estimLr0, { dtype: lowest }),
          zeros([], { dtype: lowest }),
          zeroCount(),
        );
      },
      update(updates, state, params) {
        checkParams(params, "dadaptAdamw");
        const count = safeIncrement(state.count);
        const correction = adamCorrection(beta1, beta2, count);
        const d = adaptedRate(state.estimLr, valueAt(learningRate, state.count), correction);
        const weighted = map((s, v) => divide(s, add(sqrt(v), eps)), state.gradSum, state.expAvgSq);
        const progress = vdot(updates, weighted);
        const expAvg = map(
          (m, g) => add(multiply(beta1, m), multiply(multiply(oneMinus(beta1), d), g)),
          state.expAvg,
          updates,
        );
        const expAvgSq = meanOfSquares(state.expAvgSq, updates, beta2);
        const gradSum = map(
          (s, g) => add(multiply(root, s), multiply(multiply(oneMinus(root), d), g)),
          state.gradSum,
          updates,
        );
        const total = sum(map((s) => abs(s), gradSum));
        const numerator = add(multiply(root, state.numeratorWeighted), multiply(multiply(oneMinus(root), d), progress));
        const estimLr = maximum(state.estimLr, divide(numerator, multiply(oneMinus(root), total)));
        const step = (m: ArrayLike, v: ArrayLike, p: ArrayLike): JaxArray =>
          subtract(multiply(negative(multiply(weightDecay, d)), p), divide(m, add(sqrt(v), eps)));
        return [
          map(step, expAvg, expAvgSq, params),
          new DAdaptAdamWState(expAvg, expAvgSq, gradSum, estimLr, numerator, count),
        ];
      },
    },
  );
}

/** The step that an estimated distance allows, d α √(1 − β₂ᵗ) / (1 − β₁ᵗ), in the dtype of the distance. */
export function adaptedRate(distance: JaxArray, learningRate: ArrayLike, correction: JaxArray): JaxArray {
  return astype(multiply(multiply(distance, learningRate), correction), distance.dtype);
}
