import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, divide, maximum, multiply, sqrt, where } from "../../numpy/index.ts";
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

/** How far the parameters have gone, and how large the gradients were. */
export class DoGState extends NamedTuple {
  /** bool[] */
  readonly isInitStep: JaxArray;
  /** The parameters at the start. */
  readonly initParams: Tree;
  /** Largest distance from the start, f[]. */
  readonly maxDist: JaxArray;
  /** Sum of squared norms of gradients, f[]. */
  readonly sumSqNormGrads: JaxArray;
  constructor(isInitStep: JaxArray, initParams: Tree, maxDist: JaxArray, sumSqNormGrads: JaxArray) {
    super();
    this.isInitStep = isInitStep;
    this.initParams = initParams;
    this.maxDist = maxDist;
    this.sumSqNormGrads = sumSqNormGrads;
  }
}

/** How the first step is chosen: its length, its learning rate, or its length relative to 1 + ‖w₀‖. */
export type DogInitStep = readonly [kind: "distance" | "learning_rate" | "heuristic", value: ArrayLike];

/** Options of {@link dog}. */
export interface DogOptions {
  /** A factor of the step, a number or a schedule; default 1. */
  readonly learningRate?: ScalarOrSchedule;
  /** The first step; default ["heuristic", 1e-6]. */
  readonly initStep?: DogInitStep;
  /** ε under the root; default 1e-8. */
  readonly eps?: ArrayLike;
  /** Weight decay λ; default none. */
  readonly weightDecay?: ScalarOrSchedule | null;
  /** Which parameters decay; default all. */
  readonly mask?: Mask | null;
}

/**
 * DoG, distance over gradients: gradient descent without a learning rate.
 *
 *     η = d / √(Σ ‖g‖² + ε)        d = max over the steps so far of ‖w − w₀‖
 *     w ← w − α η g
 *
 * Evaluate with an average of the parameters over the steps, as the paper does.
 *
 * @param options see {@link DogOptions}
 * @returns an optimizer with state `[…, { isInitStep, initParams, maxDist, sumSqNormGrads }, …]`; its `update` needs the parameters
 * @throws RangeError for another kind of first step
 * @example
 * const tx = optax.contrib.dog({ initStep: ["distance", 0.1] });
 * const params = { w: jnp.zeros([2]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.06, -0.08], { rtol: 1e-5 });
 * @see Ivgi et al., "DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule", 2023, https://arxiv.org/abs/2302.12022
 */
export function dog(options: DogOptions = {}): GradientTransformation<[Tree, DoGState, Tree]> {
  const { learningRate = 1, initStep = ["heuristic", 1e-6], eps = 1e-8, weightDecay, mask } = options;
  const decay =
    weightDecay === null || weightDecay === undefined ? identity() : addDecayedWeights(weightDecay, { mask });
  return describe(
    "dog",
    { learningRate, initStep, eps, weightDecay, mask },
    chain(decay as GradientTransformation<Tree>, scaleByDog(initStep, eps), scaleByLearningRate(learningRate)),
  );
}

function scaleByDog([kind, value]: DogInitStep, eps: ArrayLike): GradientTransformation<DoGState> {
  if (!["distance", "learning_rate", "heuristic"].includes(kind)) {
    throw new RangeError(
      `Cannot make DoG: initStep must begin with "distance", "learning_rate" or "heuristic", got "${String(kind)}"`,
    );
  }
  return {
    init(params) {
      const lowest = dtype(params, { mixedDtypeHandler: "lowest" });
      const first = {
        distance: () => value,
        learning_rate: () => 0,
        heuristic: () => multiply(value, add(1, norm(params))),
      };
      return new DoGState(
        asarray(true),
        params,
        asarray(first[kind](), { dtype: lowest }),
        asarray(0, { dtype: lowest }),
      );
    },
    update(updates, state, params) {
      checkParams(params, "dog");
      const maxDist = maximum(state.maxDist, norm(sub(state.initParams, params)));
      const total = add(state.sumSqNormGrads, norm(updates, { squared: true }));
      const eta = divide(maxDist, sqrt(add(total, eps)));
      const rate = kind === "learning_rate" ? where(state.isInitStep, value, eta) : eta;
      return [scale(rate, updates), new DoGState(asarray(false), state.initParams, maxDist, total)];
    },
  };
}
