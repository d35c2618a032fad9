import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, astype, divide, equal, multiply, sqrt, square, sum, where, zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type ScalarOrSchedule, type Tree, valueAt } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { cast } from "../tree/cast.ts";
import { oneMinus } from "../tree/oneMinus.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** NovoGrad's momentum, and one second moment for each parameter array. */
export class ScaleByNovogradState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Momentum, the structure of the parameters. */
  readonly mu: Tree;
  /** Mean of squared norms of gradients, a scalar for each parameter array. */
  readonly nu: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
  }
}

/** Options of {@link scaleByNovograd}. */
export interface NovogradOptions {
  /** β₁, decay rate of the momentum; default 0.9. */
  readonly b1?: ArrayLike;
  /** β₂, decay rate of the mean of squared norms; default 0.25. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-8 (1e-6 in `novograd`). */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
  /** Weight decay λ, a number or a schedule; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Dtype of the stored momentum; default that of the parameters. */
  readonly muDtype?: DType;
}

/**
 * NovoGrad's rule: gradients are divided by one running norm for each parameter array, before the momentum.
 *
 *     v ← β₂ v + (1 − β₂) ‖g‖²            v = ‖g‖²                               at first
 *     m ← β₁ m + g / (√(v + ε̄) + ε) + λ w        without β₁ m at first
 *     u = m
 *
 * @param options see {@link NovogradOptions}
 * @returns a transformation with state `{ count, mu, nu }` whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByNovograd();
 * const params = { w: jnp.array([1, 1]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [0.6, 0.8], { rtol: 1e-6 });
 * @see Ginsburg et al., "Stochastic Gradient Methods with Layer-wise Adaptive Moments", 2019, https://arxiv.org/abs/1905.11286
 */
export function scaleByNovograd(options: NovogradOptions = {}): GradientTransformation<ScaleByNovogradState> {
  const { b1 = 0.9, b2 = 0.25, eps = 1e-8, epsRoot = 0, weightDecay = 0, muDtype } = options;
  return describe(
    "scaleByNovograd",
    { b1, b2, eps, epsRoot, weightDecay, muDtype },
    {
      init: (params) =>
        new ScaleByNovogradState(
          zeroCount(),
          zerosLike(params, { dtype: muDtype }),
          map((p: ArrayLike) => zeros([], { dtype: asarray(p).dtype }), params),
        ),
      update(updates, state, params) {
        checkParams(params, "scaleByNovograd");
        const isFirst = equal(state.count, 0);
        const decay = valueAt(weightDecay, state.count);
        const nu = map(
          (g: JaxArray, v: JaxArray) => {
            const length = square(sqrt(sum(square(g))));
            const mean = add(multiply(oneMinus(b2), length), multiply(b2, v));
            return where(isFirst, astype(length, v.dtype), mean);
          },
          updates,
          state.nu,
        );
        const mu = map(
          (g: JaxArray, p: JaxArray, v: JaxArray, m: JaxArray) => {
            const step = add(divide(g, add(sqrt(add(v, epsRoot)), eps)), multiply(decay, p));
            return where(isFirst, step, add(multiply(b1, m), step));
          },
          updates,
          params,
          nu,
          state.mu,
        );
        const kept = cast(mu, muDtype);
        return [kept, new ScaleByNovogradState(safeIncrement(state.count), kept, nu)];
      },
    },
  );
}
