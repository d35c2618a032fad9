import { cond } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { clip, divide, equal, maximum, multiply, negative, remainder } from "../../numpy/index.ts";
import { key as makeKey, rademacher, split } from "../../random/index.ts";
import { grad, jvp } from "../../transforms/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, extraArg, type GradientTransformation, type ScalarOrSchedule, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { cast } from "../tree/cast.ts";
import { dtype } from "../tree/dtype.ts";
import { randomLike, type Sampler } from "../tree/random.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** The key of the next random signs. */
export class HutchinsonState extends NamedTuple {
  /** key[] */
  readonly key: JaxArray;
  constructor(key: JaxArray) {
    super();
    this.key = key;
  }
}

/**
 * Hutchinson's estimate of the diagonal of the Hessian, in the place of updates.
 *
 *     diag(H) ≈ z ∘ H z        z of random signs ±1
 *
 * @param options.randomSeed a random key; default that of 0
 * @returns a transformation with state `{ key }` whose `update` needs the parameters and the extra argument `objFn`, the function whose
 *   Hessian is wanted
 * @throws TypeError when `update` is called without parameters or without `objFn`
 * @example
 * const tx = optax.contrib.hutchinsonEstimatorDiagHessian();
 * const w = jnp.array([0.5, 1.5]);
 * const objFn = (x: jax.Array) => jnp.sum(jnp.power(x, 3));
 * const [diagonal] = tx.update(w, tx.init(w), w, { objFn });
 * assertAllClose(diagonal, [3, 9], { rtol: 1e-5 });
 * @see Hutchinson, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing splines", 1990,
 * https://doi.org/10.1080/03610919008812866
 */
export function hutchinsonEstimatorDiagHessian(
  options: { randomSeed?: JaxArray | null } = {},
): GradientTransformation<HutchinsonState> {
  return describe(
    "hutchinsonEstimatorDiagHessian",
    { ...options },
    {
      init: () => new HutchinsonState(options.randomSeed ?? makeKey(0)),
      update(_updates, state, params, extra) {
        checkParams(params, "hutchinsonEstimatorDiagHessian");
        const objective = extraArg(extra, "objFn", "hutchinsonEstimatorDiagHessian") as (params: Tree) => JaxArray;
        const keys = split(state.key);
        const signs = randomLike(keys.at([1]).get(), params, { sampler: rademacher as Sampler, dtype: "float32" });
        const z = cast(signs, dtype(params, { mixedDtypeHandler: "lowest" }));
        const [, product] = jvp(grad(objective), [params], [z]) as [Tree, Tree];
        return [map((h, sign) => multiply(h, sign), product, z), new HutchinsonState(keys.at([0]).get())];
      },
    },
  );
}

/** Momentum, curvature, and the state of its estimator. */
export class SophiaState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Mean of gradients. */
  readonly mu: Tree;
  /** Mean of estimates of the Hessian's diagonal. */
  readonly nu: Tree;
  readonly hessianFnState: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree, hessianFnState: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
    this.hessianFnState = hessianFnState;
  }
}

/** Options of {@link sophia}. */
export interface SophiaOptions {
  /** β₁, decay rate of the mean of gradients; default 0.965. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the mean of Hessians; default 0.99. */
  readonly b2?: ArrayLike;
  /** ε, least divisor; default 1e-8. */
  readonly eps?: ArrayLike;
  /** Weight decay λ; default 1e-4. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay; default all. */
  readonly weightDecayMask?: Mask | null;
  /** γ, scale of the Hessian: smaller clips more; default 0.01. */
  readonly gamma?: ArrayLike;
  /** Largest step before the learning rate; null: none; default 1. */
  readonly clipThreshold?: ArrayLike | null;
  /** Steps from one estimate of the Hessian to the next; default 10. */
  readonly updateInterval?: ArrayLike;
  /** Estimates the Hessian's diagonal; default {@link hutchinsonEstimatorDiagHessian}. */
  readonly hessianDiagonalFn?: GradientTransformation;
  /** Dtype of the stored first moment; default that of the parameters. */
  readonly muDtype?: DType;
}

/**
 * Sophia: momentum divided by an estimate of the Hessian's diagonal, and clipped.
 *
 *     m ← β₁ m + (1 − β₁) g        h ← β₂ h + (1 − β₂) ĥ, every `updateInterval` steps
 *     w ← w − α (clip(m̂ / max(γ h, ε), ±1) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link SophiaOptions}
 * @returns an optimizer with state `[{ count, mu, nu, hessianFnState }, …]`; its `update` needs the parameters and what the estimator
 *   needs: `objFn`, the loss as a function of the parameters on this batch
 * @throws TypeError when `update` is called without parameters or without `objFn`
 * @example
 * const tx = optax.contrib.sophia(0.1, { weightDecay: 0 });
 * const w = jnp.array([0.5, 1.5]);
 * const objFn = (x: jax.Array) => jnp.sum(jnp.square(x));
 * const [updates] = tx.update(jax.grad(objFn)(w), tx.init(w), w, { objFn });
 * assertAllClose(updates, [-0.1, -0.1], { rtol: 1e-5 });
 * @see Liu et al., "Sophia: A Scalable Stochastic Second-order Optimizer for Language Model Pre-training", 2023,
 * https://arxiv.org/abs/2305.14342
 */
export function sophia(
  learningRate: ScalarOrSchedule,
  options: SophiaOptions = {},
): GradientTransformation<[SophiaState, Tree, Tree]> {
  const { weightDecay = 1e-4, weightDecayMask, ...rest } = options;
  return describe(
    "sophia",
    { learningRate, weightDecay, weightDecayMask, ...rest },
    chain(
      scaleBySophia(rest),
      addDecayedWeights(weightDecay, { mask: weightDecayMask }),
      scaleByLearningRate(learningRate),
    ),
  );
}

function scaleBySophia(options: SophiaOptions): GradientTransformation<SophiaState> {
  const { b1 = 0.965, b2 = 0.99, eps = 1e-8, gamma = 0.01, clipThreshold = 1, updateInterval = 10, muDtype } = options;
  const { hessianDiagonalFn: hessian = hutchinsonEstimatorDiagHessian() } = options;
  return {
    init: (params) =>
      new SophiaState(zeroCount(), zerosLike(params, { dtype: muDtype }), zerosLike(params), hessian.init(params)),
    update(updates, state, params, extra) {
      checkParams(params, "sophia");
      const count = safeIncrement(state.count);
      const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
      const step = (m: ArrayLike, h: ArrayLike): JaxArray => {
        const u = divide(m, maximum(multiply(gamma, h), eps));
        return clipThreshold === null ? u : clip(u, negative(clipThreshold), clipThreshold);
      };
      const next = map(step, biasCorrection(mu, b1, count), state.nu);
      const isTime = equal(remainder(state.count, updateInterval), 0);
      const estimate = (h: Tree, n: Tree): [Tree, Tree] => {
        const [diagonal, nextState] = hessian.update<Tree>(updates, h, params, extra);
        return [nextState, updateMoment({ updates: diagonal, moments: n, decay: b2, order: 1 })];
      };
      // a branch, and not a choice of two results: the estimate costs as much as two gradients
      const keep = (h: Tree, n: Tree): [Tree, Tree] => [h, n];
      const [kept, nu] = cond(isTime, estimate, keep, state.hessianFnState, state.nu) as [Tree, Tree];
      return [next, new SophiaState(count, cast(mu, muDtype), nu, kept)];
    },
  };
}
