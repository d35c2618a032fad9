import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, sqrt, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { updateMomentPerElemNorm } from "../tree/updateMomentPerElemNorm.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { nesterovMoment } from "./scaleByAdam.ts";

/** Mean of gradients, and of their squared distance from it. */
export class ScaleByBeliefState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  readonly mu: Tree;
  readonly nu: Tree;
  constructor(count: JaxArray, mu: Tree, nu: Tree) {
    super();
    this.count = count;
    this.mu = mu;
    this.nu = nu;
  }
}

/** Options of {@link scaleByBelief}. */
export interface BeliefOptions {
  /** Decay rate β₁ of the mean of gradients; default 0.9. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean squared distance; default 0.999. */
  readonly b2?: ArrayLike;
  /** ε outside the square root; default 1e-16. */
  readonly eps?: ArrayLike;
  /** ε̄ added to the mean squared distance; default 1e-16. */
  readonly epsRoot?: ArrayLike;
  /** Nesterov's momentum; default false. */
  readonly nesterov?: boolean;
}

/**
 * Adam with the spread of gradients about their mean in place of their mean square.
 *
 *     m ← (1 − β₁) g + β₁ m      s ← (1 − β₂) (g − m)² + β₂ s + ε̄
 *     u = m̂ / (√ŝ + ε)
 *
 * @param options see {@link BeliefOptions}
 * @returns a transformation with state `{ count, mu, nu }`
 * @example
 * const tx = optax.scaleByBelief();
 * const [updates] = tx.update({ w: jnp.array([0.5, -3]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [1 / 0.9, -1 / 0.9], { rtol: 1e-5 });
 * @see Zhuang et al., "AdaBelief Optimizer: Adapting Stepsizes by the Belief in Observed Gradients", 2020, https://arxiv.org/abs/2010.07468
 */
export function scaleByBelief(options: BeliefOptions = {}): GradientTransformation<ScaleByBeliefState> {
  const { b1 = 0.9, b2 = 0.999, eps = 1e-16, epsRoot = 1e-16, nesterov = false } = options;
  return describe(
    "scaleByBelief",
    { b1, b2, eps, epsRoot, nesterov },
    {
      init: (params) => new ScaleByBeliefState(zeroCount(), zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: b1, order: 1 });
        const surprise = map((g, m) => subtract(g, m), updates, mu);
        const nu = map(
          (v) => add(v, epsRoot),
          updateMomentPerElemNorm({ updates: surprise, moments: state.nu, decay: b2, order: 2 }),
        );
        const count = safeIncrement(state.count);
        const muHat = nesterov ? nesterovMoment(updates, mu, b1, count) : biasCorrection(mu, b1, count);
        const scaled = map((m, v) => divide(m, add(sqrt(v), eps)), muHat, biasCorrection(nu, b2, count));
        return [scaled, new ScaleByBeliefState(count, mu, nu)];
      },
    },
  );
}
