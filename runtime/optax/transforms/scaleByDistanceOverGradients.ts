import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, divide, maximum, multiply, sqrt, square, subtract, sum, zeros } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { cast } from "../tree/cast.ts";

/** How far each parameter has gone, and how large its gradients were. */
export class ScaleByDistanceOverGradientsState extends NamedTuple {
  /** f[] for each parameter: largest distance from the start. */
  readonly maxDist: Tree;
  /** f[1] for each parameter. */
  readonly gradSumOfSquares: Tree;
  /** The parameters at the start. */
  readonly initParams: Tree;
  constructor(maxDist: Tree, gradSumOfSquares: Tree, initParams: Tree) {
    super();
    this.maxDist = maxDist;
    this.gradSumOfSquares = gradSumOfSquares;
    this.initParams = initParams;
  }
}

/** Options of {@link scaleByDistanceOverGradients}. */
export interface DistanceOverGradientsOptions {
  /** The first distance, relative to 1 + ‖w₀‖; default 1e-6. */
  readonly repsRel?: number;
  /** ε under the root; default 1e-8. */
  readonly eps?: number;
  /** Dtype of the stored first parameters; default float32. */
  readonly paramDtype?: DType;
  /** A factor of all steps; default 1. */
  readonly globalScale?: number;
}

/**
 * Distance over gradients, for each parameter array by itself: a step size that needs no learning rate. (`contrib.dog` is the same for
 * all parameters together.)
 *
 *     η = d / √(Σ ‖g‖² + ε)        d = max over the steps so far of ‖w − w₀‖        u = η g
 *
 * @param options see {@link DistanceOverGradientsOptions}
 * @returns a transformation with state `{ maxDist, gradSumOfSquares, initParams }` whose `update` needs the parameters
 * @throws TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByDistanceOverGradients({ repsRel: 0.1 });
 * const params = { w: jnp.array([0, 0]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [0.06, 0.08], { rtol: 1e-5 });
 * @see Ivgi et al., "DoG is SGD's Best Friend: A Parameter-Free Dynamic Step Size Schedule", 2023, https://arxiv.org/abs/2302.12022
 */
export function scaleByDistanceOverGradients(
  options: DistanceOverGradientsOptions = {},
): GradientTransformation<ScaleByDistanceOverGradientsState> {
  const { repsRel = 1e-6, eps = 1e-8, paramDtype = "float32", globalScale = 1 } = options;
  const length = (x: ArrayLike): JaxArray => sqrt(sum(square(x)));
  return describe(
    "scaleByDistanceOverGradients",
    { repsRel, eps, paramDtype, globalScale },
    {
      init: (params) =>
        new ScaleByDistanceOverGradientsState(
          map((p) => multiply(repsRel, add(1, length(p))), params),
          map(() => zeros([1]), params),
          cast(params, paramDtype),
        ),
      update(updates, state, params) {
        checkParams(params, "scaleByDistanceOverGradients");
        const maxDist = map((d, p, p0) => maximum(d, length(subtract(p, p0))), state.maxDist, params, state.initParams);
        const squares = map((s, g) => add(s, sum(square(g))), state.gradSumOfSquares, updates);
        const step = (g: ArrayLike, d: ArrayLike, s: ArrayLike): JaxArray =>
          multiply(multiply(globalScale, divide(d, sqrt(add(s, eps)))), g);
        return [
          map(step, updates, maxDist, squares),
          new ScaleByDistanceOverGradientsState(maxDist, squares, state.initParams),
        ];
      },
    },
  );
}
