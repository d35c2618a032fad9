import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, multiply, sqrt, square, subtract } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { type GradientTransformation, type ScalarOrSchedule, type Tree, valueAt } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** Momentum and second moment. */
export class ScaleBySimplifiedAdEMAMixState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly t: JaxArray;
  /** Sum of past gradients that fades. */
  readonly m: Tree;
  /** Mean of squared gradients. */
  readonly n: Tree;
  constructor(t: JaxArray, m: Tree, n: Tree) {
    super();
    this.t = t;
    this.m = m;
    this.n = n;
  }
}

/** Options of {@link scaleBySimplifiedAdemamix}. */
export interface SimplifiedAdemamixOptions {
  /** Decay rate β₁ of the momentum; default 0.99. */
  readonly b1?: ArrayLike;
  /** Decay rate β₂ of the mean of squared gradients; default 0.95. */
  readonly b2?: ArrayLike;
  /** Weight a of the present gradient, a number or a schedule; default 0. */
  readonly alpha?: ScalarOrSchedule;
  /** ε outside the square root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** ε̄ inside the square root; default 0. */
  readonly epsRoot?: ArrayLike;
}

/**
 * The rule of simplified AdEMAMix: momentum as a sum, plus a multiple of the present gradient.
 *
 *     m ← g + β₁ m        n ← (1 − β₂) g² + β₂ n
 *     u = (m + a g) / (√(n̂ + ε̄) + ε)
 *
 * @param options see {@link SimplifiedAdemamixOptions}
 * @returns a transformation with state `{ t, m, n }`
 * @example
 * const tx = optax.contrib.scaleBySimplifiedAdemamix({ alpha: 1 });
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [2], { rtol: 1e-5 });
 * @see Morwani et al., "Connections between Schedule-Free Optimizers, AdEMAMix, and Accelerated SGD Variants", 2025,
 * https://arxiv.org/abs/2502.02431
 */
export function scaleBySimplifiedAdemamix(
  options: SimplifiedAdemamixOptions = {},
): GradientTransformation<ScaleBySimplifiedAdEMAMixState> {
  const { b1 = 0.99, b2 = 0.95, alpha = 0, eps = 1e-8, epsRoot = 0 } = options;
  return describe(
    "scaleBySimplifiedAdemamix",
    { b1, b2, alpha, eps, epsRoot },
    {
      init: (params) => new ScaleBySimplifiedAdEMAMixState(zeroCount(), zerosLike(params), zerosLike(params)),
      update(updates, state) {
        const weight = valueAt(alpha, state.t);
        const t = safeIncrement(state.t);
        const m = map((g, before) => add(g, multiply(b1, before)), updates, state.m);
        const n = map(
          (g, before) => {
            const now = square(g);
            return add(now, multiply(b2, subtract(before, now)));
          },
          updates,
          state.n,
        );
        const scaled = map(
          (mi, g, v) => divide(add(mi, multiply(weight, g)), add(sqrt(add(v, epsRoot)), eps)),
          m,
          updates,
          biasCorrection(n, b2, t),
        );
        return [scaled, new ScaleBySimplifiedAdEMAMixState(t, m, n)];
      },
    },
  );
}

/**
 * Simplified AdEMAMix: as good as AdEMAMix with one momentum instead of two.
 *
 *     w ← w − α ((m + a g) / (√(n̂ + ε̄) + ε) + λ w)
 *
 * @param learningRate α, a number or a schedule; much smaller than with Adam, because the momentum is a sum
 * @param options those of {@link scaleBySimplifiedAdemamix}, `weightDecay` (0) and `mask`
 * @returns an optimizer with state `[{ t, m, n }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.simplifiedAdemamix(0.1);
 * const params = { w: jnp.zeros([1]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.1], { rtol: 1e-5 });
 * @see Morwani et al., "Connections between Schedule-Free Optimizers, AdEMAMix, and Accelerated SGD Variants", 2025,
 * https://arxiv.org/abs/2502.02431
 */
export function simplifiedAdemamix(
  learningRate: ScalarOrSchedule,
  options: SimplifiedAdemamixOptions & { weightDecay?: ScalarOrSchedule; mask?: Mask | null } = {},
): GradientTransformation<[ScaleBySimplifiedAdEMAMixState, Tree, Tree]> {
  const { weightDecay = 0, mask, ...rest } = options;
  return describe(
    "simplifiedAdemamix",
    { learningRate, weightDecay, mask, ...rest },
    chain(scaleBySimplifiedAdemamix(rest), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
