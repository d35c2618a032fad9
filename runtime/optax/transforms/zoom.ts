/**
 * The search of `scaleByZoomLinesearch`. Everything is a scalar of one dtype but gradients, which are trees.
 *
 *     search    try larger and larger steps until [low, high] must contain a good one
 *     zoom      try a point inside, keep the part that still must contain one
 *     give up   take the best step that decreases enough, if there was one
 */
import { cond, whileLoop } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  abs,
  add,
  asarray,
  astype,
  divide,
  equal,
  greater,
  greaterEqual,
  isinf,
  isnan,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  multiply,
  negative,
  sqrt,
  square,
  subtract,
  where,
} from "../../numpy/index.ts";
import { valueAndGrad } from "../../transforms/index.ts";

import type { Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { addScale } from "../tree/arithmetic.ts";
import { vdot } from "../tree/vdot.ts";
import { where as whereTree } from "../tree/where.ts";
import type { LineArguments } from "./lineArguments.ts";
import type { ZoomOptions } from "./scaleByZoomLinesearch.ts";

/** What a search begins with. */
export interface ZoomProblem extends LineArguments, Omit<ZoomOptions, "initialGuessStrategy"> {
  readonly params: Tree;
  readonly updates: Tree;
  readonly guess: JaxArray;
  readonly maxSteps: number;
}

/** A place on the line: step size, value and slope there. */
interface Point {
  readonly at: JaxArray;
  readonly value: JaxArray;
  readonly slope: JaxArray;
}

/** A step size that was tried, with the gradient there. */
interface Tried extends Point {
  readonly grad: Tree;
}

/** Where the search stands. */
interface Zoom {
  readonly count: JaxArray;
  readonly now: Tried;
  readonly decreaseError: JaxArray;
  readonly curvatureError: JaxArray;
  readonly intervalFound: JaxArray;
  readonly done: JaxArray;
  readonly failed: JaxArray;
  readonly low: Point;
  readonly high: Point;
  /** A third point for the cubic. */
  readonly cubic: { readonly at: JaxArray; readonly value: JaxArray };
  /** The best step so far that decreases enough; 0 if there was none. */
  readonly safe: { readonly at: JaxArray; readonly value: JaxArray; readonly grad: Tree };
}

/** What the search found. */
export interface ZoomResult {
  readonly count: JaxArray;
  readonly stepsize: JaxArray;
  readonly value: JaxArray;
  readonly grad: Tree;
  readonly decreaseError: JaxArray;
  readonly curvatureError: JaxArray;
}

/** Searches for a step size that satisfies Wolfe's strong conditions. */
export function zoom(problem: ZoomProblem): ZoomResult {
  const { params, updates, grad, maxSteps, guess, valueFn } = problem;
  const { maxLearningRate = null, tol = 0, increaseFactor = 2, slopeRtol = 1e-4, curvRtol = 0.9 } = problem;
  const { approxDecRtol = 1e-6, stepsizePrecision = 1e-5 } = problem;
  const { dtype } = guess;
  const scalar = (x: ArrayLike): JaxArray => asarray(x, { dtype });
  const initial: Point = { at: scalar(0), value: scalar(problem.value), slope: astype(vdot(updates, grad), dtype) };

  const evaluate = (at: JaxArray): Tried => {
    const [value, gradient] = valueAndGrad(valueFn)(addScale(params, at, updates));
    return { at, value: astype(value, dtype), slope: astype(vdot(gradient, updates), dtype), grad: gradient };
  };
  const finite = (error: JaxArray): JaxArray => astype(where(isnan(error), Infinity, maximum(error, 0)), dtype);
  const decreaseErrorOf = (p: Point): JaxArray => {
    const gained = subtract(p.value, initial.value);
    const exact = subtract(gained, multiply(multiply(slopeRtol, p.at), initial.slope));
    if (approxDecRtol === null) return finite(exact);
    // near the minimum values cannot be told apart, and slopes decide
    const slopes = subtract(p.slope, multiply(2 * slopeRtol - 1, initial.slope));
    const noise = subtract(gained, multiply(approxDecRtol, abs(initial.value)));
    return finite(minimum(maximum(slopes, noise), exact));
  };
  const curvatureErrorOf = (p: Point): JaxArray =>
    finite(subtract(abs(p.slope), multiply(curvRtol, abs(initial.slope))));
  const judge = (p: Point): { decreaseError: JaxArray; curvatureError: JaxArray; isGood: JaxArray } => {
    const [decreaseError, curvatureError] = [decreaseErrorOf(p), curvatureErrorOf(p)];
    return { decreaseError, curvatureError, isGood: lessEqual(maximum(decreaseError, curvatureError), tol) };
  };

  const search = (s: Zoom): Zoom => {
    const isFirst = equal(s.count, 0);
    const wanted = astype(where(isFirst, guess, multiply(increaseFactor, s.now.at)), dtype);
    const atLimit = maxLearningRate === null ? asarray(false) : greaterEqual(wanted, maxLearningRate);
    const now = evaluate(maxLearningRate === null ? wanted : astype(minimum(wanted, maxLearningRate), dtype));
    const { decreaseError, curvatureError, isGood } = judge(now);
    const rises = logicalAnd(greaterEqual(now.value, s.now.value), logicalNot(isFirst));
    const isHigh = logicalOr(greater(decreaseError, 0), rises);
    const isLow = logicalAnd(greaterEqual(now.slope, 0), logicalNot(isHigh));
    const intervalFound = logicalOr(logicalOr(isHigh, isLow), isGood);
    const done = logicalOr(isGood, logicalAnd(atLimit, logicalNot(intervalFound)));
    const low = whereTree(isLow, pointOf(now), pointOf(s.now));
    return {
      count: safeIncrement(s.count),
      now,
      decreaseError,
      curvatureError,
      intervalFound,
      done,
      failed: logicalAnd(greaterEqual(add(s.count, 1), maxSteps), logicalNot(done)),
      low,
      high: whereTree(isLow, pointOf(s.now), pointOf(now)),
      cubic: { at: low.at, value: low.value },
      safe: whereTree(lessEqual(decreaseError, tol), safeOf(now), s.safe),
    };
  };

  const zoomIn = (s: Zoom): Zoom => {
    const now = evaluate(astype(middleOf(s), dtype));
    const { decreaseError, curvatureError, isGood } = judge(now);
    const improves = logicalAnd(lessEqual(decreaseError, tol), less(now.value, s.safe.value));
    const safe = whereTree(improves, safeOf(now), s.safe);
    const isHigh = logicalOr(greater(decreaseError, 0), greaterEqual(now.value, s.low.value));
    const turns = greaterEqual(multiply(now.slope, subtract(s.high.at, s.low.at)), 0);
    const lowBecomesHigh = logicalAnd(turns, logicalNot(isHigh));
    const isSmall = lessEqual(abs(subtract(s.high.at, s.low.at)), stepsizePrecision);
    const isLast = greaterEqual(add(s.count, 1), maxSteps);
    const givesUp = logicalOr(isLast, logicalAnd(isSmall, greater(safe.at, 0)));
    const highMoves = logicalOr(isHigh, lowBecomesHigh);
    return {
      count: safeIncrement(s.count),
      now,
      decreaseError,
      curvatureError,
      intervalFound: s.intervalFound,
      done: isGood,
      failed: logicalAnd(givesUp, logicalNot(isGood)),
      low: whereTree(isHigh, s.low, pointOf(now)),
      high: whereTree(lowBecomesHigh, s.low, whereTree(isHigh, pointOf(now), s.high)),
      cubic: whereTree(highMoves, { at: s.high.at, value: s.high.value }, { at: s.low.at, value: s.low.value }),
      safe,
    };
  };

  /** After a failure: the safe step if there is one, and none at all where the function has no value. */
  const settle = (s: Zoom): Zoom => {
    const takesSafe = logicalAnd(s.failed, logicalOr(greater(s.safe.at, 0), isinf(s.decreaseError)));
    const { at, value, grad: gradient } = whereTree(takesSafe, s.safe, safeOf(s.now));
    return { ...s, now: { at, value, slope: s.now.slope, grad: gradient } };
  };

  const infinity = scalar(Infinity);
  const begin: Zoom = {
    count: zeroCount(),
    now: { ...initial, grad },
    decreaseError: infinity,
    curvatureError: infinity,
    intervalFound: asarray(false),
    done: asarray(false),
    failed: asarray(false),
    low: initial,
    high: initial,
    cubic: { at: initial.at, value: initial.value },
    safe: { at: initial.at, value: initial.value, grad },
  };
  const step = (s: Zoom): Zoom => settle(cond(s.intervalFound, zoomIn, search, s) as Zoom);
  const isOpen = (s: Zoom): JaxArray => logicalNot(logicalOr(s.done, s.failed));
  const end = whileLoop(isOpen, step, begin) as Zoom;
  const { count, now, decreaseError, curvatureError } = end;
  return { count, stepsize: now.at, value: now.value, grad: now.grad, decreaseError, curvatureError };
}

function pointOf({ at, value, slope }: Point): Point {
  return { at, value, slope };
}

function safeOf({ at, value, grad }: Tried): Zoom["safe"] {
  return { at, value, grad };
}

/** A point inside the interval: the minimum of a cubic, of a parabola, or the middle; the first that is not too near an end. */
function middleOf({ low, high, cubic }: Zoom): JaxArray {
  const length = abs(subtract(high.at, low.at));
  const [left, right] = [minimum(high.at, low.at), maximum(high.at, low.at)];
  const isInside = (x: JaxArray, margin: number): JaxArray => {
    const room = multiply(margin, length);
    return logicalAnd(greater(x, add(left, room)), less(x, subtract(right, room)));
  };
  const byCubic = minimumOfCubic(low, high, cubic);
  const byParabola = minimumOfParabola(low, high);
  const half = divide(add(low.at, high.at), 2);
  return where(isInside(byCubic, 0.2), byCubic, where(isInside(byParabola, 0.1), byParabola, half));
}

/** Minimum of the cubic with the values of three points and the slope of the first; NaN if it has none. */
function minimumOfCubic(a: Point, b: Point, c: { at: JaxArray; value: JaxArray }): JaxArray {
  const [db, dc] = [subtract(b.at, a.at), subtract(c.at, a.at)];
  const restOf = (value: JaxArray, d: JaxArray): JaxArray => subtract(subtract(value, a.value), multiply(a.slope, d));
  const [fb, fc] = [restOf(b.value, db), restOf(c.value, dc)];
  const denominator = multiply(square(multiply(db, dc)), subtract(db, dc));
  const cube = (x: JaxArray): JaxArray => multiply(square(x), x);
  const third = divide(subtract(multiply(square(dc), fb), multiply(square(db), fc)), denominator);
  const second = divide(subtract(multiply(cube(db), fc), multiply(cube(dc), fb)), denominator);
  const radical = subtract(square(second), multiply(multiply(3, third), a.slope));
  return add(a.at, divide(add(negative(second), sqrt(radical)), multiply(3, third)));
}

/** Minimum of the parabola with the values of two points and the slope of the first. */
function minimumOfParabola(a: Point, b: Point): JaxArray {
  const d = subtract(b.at, a.at);
  const second = divide(subtract(subtract(b.value, a.value), multiply(a.slope, d)), square(d));
  return subtract(a.at, divide(a.slope, multiply(2, second)));
}
