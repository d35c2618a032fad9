import { whileLoop } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  greater,
  isinf,
  isnan,
  lessEqual,
  logicalAnd,
  logicalNot,
  maximum,
  minimum,
  multiply,
  subtract,
  where,
} from "../../numpy/index.ts";
import { valueAndGrad } from "../../transforms/index.ts";
import { leaves } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addScale, scale } from "../tree/arithmetic.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { lineOf } from "./lineArguments.ts";

/** How the last search went. */
export class BacktrackingLinesearchInfo extends NamedTuple {
  /** Step sizes tried, i32[]. */
  readonly numLinesearchSteps: JaxArray;
  /** By how much the value fell short of the wanted decrease; ≤ `atol` for a success, f[]. */
  readonly decreaseError: JaxArray;
  constructor(numLinesearchSteps: JaxArray, decreaseError: JaxArray) {
    super();
    this.numLinesearchSteps = numLinesearchSteps;
    this.decreaseError = decreaseError;
  }
}

/** The last step size, and what was found there. */
export class ScaleByBacktrackingLinesearchState extends NamedTuple {
  /** f[] */
  readonly learningRate: JaxArray;
  /** The function at the new parameters, f[]. */
  readonly value: JaxArray;
  /** Its gradient there, with `storeGrad`; else null. */
  readonly grad: Tree;
  readonly info: BacktrackingLinesearchInfo;
  constructor(learningRate: JaxArray, value: JaxArray, grad: Tree, info: BacktrackingLinesearchInfo) {
    super();
    this.learningRate = learningRate;
    this.value = value;
    this.grad = grad;
    this.info = info;
  }
}

/** Options of {@link scaleByBacktrackingLinesearch}. */
export interface BacktrackingOptions {
  /** c, the fraction of the decrease that the slope promises; in (0, 1), default 1e-4. */
  readonly slopeRtol?: ArrayLike;
  /** Factor of the step size after a failure, in (0, 1); default 0.8. */
  readonly decreaseFactor?: ArrayLike;
  /** Factor of the last step size, where the search begins; default 1.5. */
  readonly increaseFactor?: ArrayLike;
  /** Largest step size; default 1. */
  readonly maxLearningRate?: ArrayLike;
  /** Absolute tolerance of the condition; default 0. */
  readonly atol?: ArrayLike;
  /** Tolerance of the condition relative to the value; default 0. */
  readonly rtol?: ArrayLike;
  /** Keep the gradient at the new parameters in the state, for {@link valueAndGradFromState}; default false. */
  readonly storeGrad?: boolean;
}

/**
 * Finds a step size along the updates that decreases the function enough (Armijo's condition), by making it smaller until it does.
 *
 *     f(w + η u) ≤ (1 + rtol) f(w) + c η ⟨u, ∇f(w)⟩ + atol
 *
 * @param maxBacktrackingSteps how often the step size is made smaller at most
 * @param options see {@link BacktrackingOptions}
 * @returns a transformation with state `{ learningRate, value, grad, info }` whose `update` needs the parameters and the extra arguments
 *   `value`, `grad` and `valueFn`, the function of the parameters; `valueFn` gets all further extra arguments in an object as its second
 * @throws TypeError when `update` is called without them
 * @example
 * const valueFn = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.chain(optax.sgd(1), optax.scaleByBacktrackingLinesearch(15));
 * const w = jnp.array([1.5, 2.5]);
 * const [value, grad] = jax.valueAndGrad(valueFn)(w);
 * const [updates, state] = tx.update(grad, tx.init(w), w, { value, grad, valueFn });
 * assertAllClose(state[1].learningRate, 0.8, { rtol: 1e-6 });
 * assertAllClose(updates, [-2.4, -4], { rtol: 1e-6 });
 * @see Nocedal and Wright, "Numerical Optimization", section 3.1, 2006
 */
export function scaleByBacktrackingLinesearch(
  maxBacktrackingSteps: number,
  options: BacktrackingOptions = {},
): GradientTransformation<ScaleByBacktrackingLinesearchState> {
  const { slopeRtol = 1e-4, decreaseFactor = 0.8, increaseFactor = 1.5, maxLearningRate = 1 } = options;
  const { atol = 0, rtol = 0, storeGrad = false } = options;
  return describe(
    "scaleByBacktrackingLinesearch",
    { maxBacktrackingSteps, slopeRtol, decreaseFactor, increaseFactor, maxLearningRate, atol, rtol, storeGrad },
    {
      init(params) {
        const like = { dtype: asarray(leaves(params)[0]).dtype };
        const infinity = asarray(Infinity, like);
        const info = new BacktrackingLinesearchInfo(zeroCount(), infinity);
        return new ScaleByBacktrackingLinesearchState(
          asarray(1, like),
          infinity,
          storeGrad ? zerosLike(params) : null,
          info,
        );
      },
      update(updates, state, params, extra) {
        checkParams(params, "scaleByBacktrackingLinesearch");
        const { dtype } = state.value;
        const { value: given, grad, valueFn } = lineOf(extra, "scaleByBacktrackingLinesearch");
        const value = asarray(given, { dtype });
        const slope = vdot(updates, grad);
        const shortfall = (rate: JaxArray, reached: JaxArray): JaxArray => {
          const promised = add(multiply(add(1, rtol), value), multiply(multiply(rate, slopeRtol), slope));
          const error = subtract(reached, promised);
          return maximum(where(isnan(error), Infinity, error), 0);
        };
        const search = ([rate, , , tried]: Search): Search => {
          const next = astype(where(greater(tried, 0), multiply(decreaseFactor, rate), rate), dtype);
          const reached = astype(valueFn(addScale(params, next, updates)), dtype);
          return [next, reached, astype(shortfall(next, reached), dtype), add(tried, 1)];
        };
        const isOpen = ([, , error, tried]: Search): JaxArray =>
          logicalAnd(logicalNot(lessEqual(error, atol)), lessEqual(tried, maxBacktrackingSteps));
        const begin = astype(minimum(multiply(increaseFactor, state.learningRate), maxLearningRate), dtype);
        const first: Search = [begin, value, asarray(Infinity, { dtype }), zeroCount()];
        const [rate, reached, error, tried] = whileLoop(isOpen, search, first) as Search;
        const learningRate = astype(where(isinf(error), 0, rate), dtype);
        const newGrad = storeGrad ? valueAndGrad(valueFn)(addScale(params, rate, updates))[1] : null;
        const info = new BacktrackingLinesearchInfo(tried, error);
        return [
          scale(learningRate, updates),
          new ScaleByBacktrackingLinesearchState(learningRate, reached, newGrad, info),
        ];
      },
    },
  );
}

type Search = [rate: JaxArray, value: JaxArray, error: JaxArray, tried: JaxArray];
