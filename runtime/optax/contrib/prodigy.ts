import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { abs, add, asarray, divide, maximum, multiply, negative, sqrt, subtract, zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree, valueAt } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype } from "../tree/dtype.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { sum } from "../tree/sum.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { adamCorrection, rootOf } from "./betaPower.ts";
import { adaptedRate, type DadaptAdamwOptions } from "./dadaptAdamw.ts";
import { meanOfSquares } from "./meanOfSquares.ts";

/** Moments, and what is known of the distance to the solution. */
export class ProdigyState extends NamedTuple {
  /** Mean of scaled gradients. */
  readonly expAvg: Tree;
  /** Mean of squared scaled gradients. */
  readonly expAvgSq: Tree;
  /** Weighted sum of gradients. */
  readonly gradSum: Tree;
  /** The parameters at the start. */
  readonly params0: Tree;
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
    params0: Tree,
    estimLr: JaxArray,
    numeratorWeighted: JaxArray,
    count: JaxArray,
  ) {
    super();
    this.expAvg = expAvg;
    this.expAvgSq = expAvgSq;
    this.gradSum = gradSum;
    this.params0 = params0;
    this.estimLr = estimLr;
    this.numeratorWeighted = numeratorWeighted;
    this.count = count;
  }
}

/** Options of {@link prodigy}; those that it shares have the same defaults. */
export interface ProdigyOptions extends DadaptAdamwOptions {
  /** β₃, decay rate of the estimate; default √β₂. */
  readonly beta3?: ArrayLike | null;
  /** A factor of the estimate; default 1. */
  readonly estimLrCoef?: ArrayLike;
  /** Leave the schedule out of the sum of gradients, which helps with warm-ups; default false. */
  readonly safeguardWarmup?: boolean;
}

/**
 * Prodigy: AdamW that learns its learning rate as the distance to the solution, faster than D-Adaptation.
 *
 *     r ← β₃ r + (d / d₀) η d ⟨g, w₀ − w⟩        s ← β₃ s + (η d / d₀) d g        d ← max(d, c r / ‖s‖₁)
 *     m ← β₁ m + (1 − β₁) d g        v ← β₂ v + (1 − β₂) d² g²
 *     w ← w − η d (m / (√v + d ε) + λ w)        η = α √(1 − β₂ᵗ) / (1 − β₁ᵗ)
 *
 * @param options see {@link ProdigyOptions}
 * @returns an optimizer with state `{ expAvg, expAvgSq, gradSum, params0, estimLr, numeratorWeighted, count }`; its `update` needs the
 *   parameters
 * @example
 * const tx = optax.contrib.prodigy({ estimLr0: 0.1 });
 * const params = { w: jnp.zeros([1]) };
 * const [updates, state] = tx.update({ w: jnp.array([1]) }, tx.init(params), params);
 * assertAllClose([updates.w, state.estimLr], [-0.1, 0.1], { rtol: 1e-3 });
 * @see Mishchenko and Defazio, "Prodigy: An Expeditiously Adaptive Parameter-Free Learner", 2023, https://arxiv.org/abs/2306.06101
 */
export function prodigy(options: ProdigyOptions = {}): GradientTransformation<ProdigyState> {
  const { learningRate = 1, betas = [0.9, 0.999], eps = 1e-8, estimLr0 = 1e-6, estimLrCoef = 1 } = options;
  const { weightDecay = 0, safeguardWarmup = false } = options;
  const [beta1, beta2] = betas;
  const beta3 = options.beta3 ?? rootOf(beta2);
  return describe(
    "prodigy",
    { learningRate, betas, eps, estimLr0, estimLrCoef, weightDecay, safeguardWarmup },
    {
      init(params) {
        const lowest = dtype(params, { mixedDtypeHandler: "lowest" });
        return new ProdigyState(
          zerosLike(params),
          zerosLike(params),
          zerosLike(params),
          params,
          asarray(estimLr0, { dtype: lowest }),
          zeros([], { dtype: lowest }),
          zeroCount(),
        );
      },
      update(updates, state, params) {
        checkParams(params, "prodigy");
        const { estimLr: d, params0 } = state;
        const count = safeIncrement(state.count);
        const rate = adaptedRate(d, valueAt(learningRate, state.count), adamCorrection(beta1, beta2, count));
        const scaled = map((g) => multiply(d, g), updates);
        const progress = vdot(
          updates,
          map((p0, p) => subtract(p0, p), params0, params),
        );
        const expAvg = map((m, g) => add(multiply(beta1, m), multiply(oneMinus(beta1), g)), state.expAvg, scaled);
        const expAvgSq = meanOfSquares(state.expAvgSq, scaled, beta2);
        const weight = safeguardWarmup ? d : rate;
        const gradSum = map(
          (s, g) => add(multiply(beta3, s), divide(multiply(weight, g), estimLr0)),
          state.gradSum,
          scaled,
        );
        const gained = multiply(multiply(divide(d, estimLr0), rate), progress);
        const numerator = add(multiply(beta3, state.numeratorWeighted), gained);
        const total = sum(map((s) => abs(s), gradSum));
        const estimate = maximum(d, divide(multiply(estimLrCoef, numerator), total));
        const step = (m: ArrayLike, v: ArrayLike, p: ArrayLike): JaxArray =>
          subtract(
            multiply(negative(multiply(weightDecay, rate)), p),
            divide(multiply(rate, m), add(sqrt(v), multiply(estimate, eps))),
          );
        return [
          map(step, expAvg, expAvgSq, params),
          new ProdigyState(expAvg, expAvgSq, gradSum, params0, estimate, numerator, count),
        ];
      },
    },
  );
}
