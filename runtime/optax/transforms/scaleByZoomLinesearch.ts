import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray } from "../../numpy/index.ts";
import { leaves } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { scale } from "../tree/arithmetic.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { lineOf } from "./lineArguments.ts";
import { zoom } from "./zoom.ts";

/** How the last search went. */
export class ZoomLinesearchInfo extends NamedTuple {
  /** Step sizes tried, i32[]. */
  readonly numLinesearchSteps: JaxArray;
  /** By how much the value fell short of the wanted decrease, f[]. */
  readonly decreaseError: JaxArray;
  /** By how much the slope is too large, f[]. */
  readonly curvatureError: JaxArray;
  constructor(numLinesearchSteps: JaxArray, decreaseError: JaxArray, curvatureError: JaxArray) {
    super();
    this.numLinesearchSteps = numLinesearchSteps;
    this.decreaseError = decreaseError;
    this.curvatureError = curvatureError;
  }
}

/** The last step size, and what was found there. */
export class ScaleByZoomLinesearchState extends NamedTuple {
  /** f[] */
  readonly learningRate: JaxArray;
  /** The function at the new parameters, f[]. */
  readonly value: JaxArray;
  /** Its gradient there. */
  readonly grad: Tree;
  readonly info: ZoomLinesearchInfo;
  constructor(learningRate: JaxArray, value: JaxArray, grad: Tree, info: ZoomLinesearchInfo) {
    super();
    this.learningRate = learningRate;
    this.value = value;
    this.grad = grad;
    this.info = info;
  }
}

/** Options of {@link scaleByZoomLinesearch}. */
export interface ZoomOptions {
  /** Largest step size; default none. */
  readonly maxLearningRate?: ArrayLike | null;
  /** Tolerance of both conditions; default 0. */
  readonly tol?: ArrayLike;
  /** Factor of the step size while no interval is found; default 2. */
  readonly increaseFactor?: ArrayLike;
  /** c₁, the fraction of the decrease that the slope promises; default 1e-4. */
  readonly slopeRtol?: number;
  /** c₂, the fraction of the slope that may remain; default 0.9. */
  readonly curvRtol?: number;
  /** Tolerance, relative to the value, below which the slopes alone decide; null: never; default 1e-6. */
  readonly approxDecRtol?: ArrayLike | null;
  /** Length below which an interval is no longer divided; default 1e-5. */
  readonly stepsizePrecision?: ArrayLike;
  /** Begin with the last step size, "keep" (default), or with "one". */
  readonly initialGuessStrategy?: "keep" | "one";
}

/**
 * Finds a step size along the updates that decreases the function enough and where its slope is small (Wolfe's strong conditions): goes
 * further until an interval must contain one, then zooms into it by cubics, quadratics and halves.
 *
 *     f(w + η u) ≤ f(w) + c₁ η ⟨u, ∇f(w)⟩        |⟨u, ∇f(w + η u)⟩| ≤ c₂ |⟨u, ∇f(w)⟩|
 *
 * @param maxLinesearchSteps how many step sizes are tried at most
 * @param options see {@link ZoomOptions}
 * @returns a transformation with state `{ learningRate, value, grad, info }` whose `update` needs the parameters and the extra arguments
 *   `value`, `grad` and `valueFn`, the function of the parameters; `valueFn` gets all further extra arguments in an object as its second
 * @throws RangeError for another strategy; TypeError when `update` is called without the extra arguments
 * @example
 * const valueFn = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.chain(optax.sgd(0.5), optax.scaleByZoomLinesearch(15));
 * const w = jnp.array([1.5, 2.5]);
 * const [value, grad] = jax.valueAndGrad(valueFn)(w);
 * const [updates] = tx.update(grad, tx.init(w), w, { value, grad, valueFn });
 * assertAllClose(optax.applyUpdates(w, updates), [0, 0], { atol: 1e-6 });
 * @see Nocedal and Wright, "Numerical Optimization", algorithms 3.5 and 3.6, 2006
 */
export function scaleByZoomLinesearch(
  maxLinesearchSteps: number,
  options: ZoomOptions = {},
): GradientTransformation<ScaleByZoomLinesearchState> {
  const { initialGuessStrategy = "keep", ...rest } = options;
  if (initialGuessStrategy !== "keep" && initialGuessStrategy !== "one") {
    throw new RangeError(
      `Cannot search along a line: initialGuessStrategy must be "keep" or "one", got "${String(initialGuessStrategy)}"`,
    );
  }
  return describe(
    "scaleByZoomLinesearch",
    { maxLinesearchSteps, initialGuessStrategy, ...rest },
    {
      init(params) {
        const like = { dtype: asarray(leaves(params)[0]).dtype };
        const infinity = asarray(Infinity, like);
        const info = new ZoomLinesearchInfo(zeroCount(), infinity, infinity);
        return new ScaleByZoomLinesearchState(asarray(1, like), infinity, zerosLike(params), info);
      },
      update(updates, state, params, extra) {
        checkParams(params, "scaleByZoomLinesearch");
        const line = lineOf(extra, "scaleByZoomLinesearch");
        const guess = initialGuessStrategy === "one" ? asarray(1, { dtype: state.value.dtype }) : state.learningRate;
        const found = zoom({ params, updates, guess, maxSteps: maxLinesearchSteps, ...line, ...rest });
        const info = new ZoomLinesearchInfo(found.count, found.decreaseError, found.curvatureError);
        return [
          scale(found.stepsize, updates),
          new ScaleByZoomLinesearchState(found.stepsize, found.value, found.grad, info),
        ];
      },
    },
  );
}
