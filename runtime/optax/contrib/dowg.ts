import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, divide, maximum, multiply, sqrt } from "../../numpy/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type ScalarOrSchedule, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { identity } from "../transforms/identity.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { scale, sub } from "../tree/arithmetic.ts";
import { dtype } from "../tree/dtype.ts";
import { norm } from "../tree/norm.ts";

/** How far the parameters have gone, and how large the weighted gradients were. */
export class DoWGState extends NamedTuple {
  /** The parameters at the start. */
  readonly initParams: Tree;
  /** Sum of squared norms of gradients, weighted by squared distances, f[]. */
  readonly weightedSqNormGrads: JaxArray;
  /** Largest squared distance from the start, f[]. */
  readonly estimSqDist: JaxArray;
  constructor(initParams: Tree, weightedSqNormGrads: JaxArray, estimSqDist: JaxArray) {
    super();
    this.initParams = initParams;
    this.weightedSqNormGrads = weightedSqNormGrads;
    this.estimSqDist = estimSqDist;
  }
}

/** Options of {@link dowg}. */
export interface DowgOptions {
  /** A factor of the step, a number or a schedule; default 1. */
  readonly learningRate?: ScalarOrSchedule;
  /** The first squared distance; default ε. */
  readonly initEstimSqDist?: ArrayLike | null;
  /** ε; default 1e-4. */
  readonly eps?: ArrayLike;
  /** Weight decay λ; default none. */
  readonly weightDecay?: ScalarOrSchedule | null;
  /** Which parameters decay; default all. */
  readonly mask?: Mask | null;
}

/**
 * DoWG, distance over weighted gradients: gradient descent without a learning rate.
 *
 *     d² = max over the steps so far of ‖w − w₀‖²        v ← v + d² ‖g‖²
 *     w ← w − α d² / (√v + ε) · g
 *
 * @param options see {@link DowgOptions}
 * @returns an optimizer with state `[…, { initParams, weightedSqNormGrads, estimSqDist }, …]`; its `update` needs the parameters
 * @example
 * const tx = optax.contrib.dowg({ initEstimSqDist: 0.01, eps: 0 });
 * const params = { w: jnp.zeros([2]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.06, -0.08], { rtol: 1e-5 });
 * @see Khaled et al., "DoWG Unleashed: An Efficient Universal Parameter-Free Gradient Descent Method", 2023,
 * https://arxiv.org/abs/2305.16284
 */
export function dowg(options: DowgOptions = {}): GradientTransformation<[Tree, DoWGState, Tree]> {
  const { learningRate = 1, initEstimSqDist, eps = 1e-4, weightDecay, mask } = options;
  const decay =
    weightDecay === null || weightDecay === undefined ? identity() : addDecayedWeights(weightDecay, { mask });
  return describe(
    "dowg",
    { learningRate, initEstimSqDist, eps, weightDecay, mask },
    chain(
      decay as GradientTransformation<Tree>,
      scaleByDowg(initEstimSqDist ?? eps, eps),
      scaleByLearningRate(learningRate),
    ),
  );
}

function scaleByDowg(first: ArrayLike, eps: ArrayLike): GradientTransformation<DoWGState> {
  return {
    init(params) {
      const lowest = dtype(params, { mixedDtypeHandler: "lowest" });
      return new DoWGState(params, asarray(0, { dtype: lowest }), asarray(first, { dtype: lowest }));
    },
    update(updates, state, params) {
      checkParams(params, "dowg");
      const distance = maximum(state.estimSqDist, norm(sub(state.initParams, params), { squared: true }));
      const total = add(multiply(distance, norm(updates, { squared: true })), state.weightedSqNormGrads);
      const rate = divide(distance, add(sqrt(total), eps));
      return [scale(rate, updates), new DoWGState(state.initParams, total, distance)];
    },
  };
}
