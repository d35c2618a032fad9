/** Exponentials over axes: `softmax logSoftmax logsumexp logmeanexp standardize`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { add, divide, multiply, square, subtract } from "../numpy/arithmetic.ts";
import type { Axes } from "../numpy/axes.ts";
import { notEqual } from "../numpy/comparison.ts";
import { compiled } from "../numpy/compiled.ts";
import { exp, log } from "../numpy/exponential.ts";
import { clip } from "../numpy/extremes.ts";
import { max } from "../numpy/minMax.ts";
import { floatOne, floatPair } from "../numpy/operands.ts";
import { lift } from "../numpy/promote.ts";
import type { ReduceOptions } from "../numpy/reduce.ts";
import { count, mean, sum } from "../numpy/sums.ts";
import { where as choose } from "../numpy/where.ts";
import * as lax from "../primitives/index.ts";
import { floatOf } from "../types/dtype.ts";

/** Options of `softmax` and `logSoftmax`. */
export interface SoftmaxOptions {
  /** Axis or axes of the classes; default the last. */
  readonly axis?: Axes | undefined;
  /** Bool array that broadcasts with the operand: classes where it does not hold get probability 0. */
  readonly where?: ArrayLike | null | undefined;
}

/** The operand with its largest element moved to 0, so that no exponential overflows; the shift is a constant to derivatives. */
function shifted(x: JaxArray, { axis = -1, where }: SoftmaxOptions): JaxArray {
  const top = lax.stopGradient(max(x, { axis, where, initial: Number.NEGATIVE_INFINITY, keepdims: true }));
  return subtract(where ? choose(where, x, Number.NEGATIVE_INFINITY) : x, top);
}

/**
 * Exponentials that sum to 1: eˣ / Σ eˣ.
 *
 * @param x array of logits
 * @param options `axis`: default the last; `where`: a mask, classes outside it get 0
 * @returns the probabilities, float32, of the shape of `x`
 * @throws RangeError for an axis that `x` does not have
 * @example
 * assertEqual(jax.nn.softmax(jnp.array([1, 1, 1, 1])), "[0.25 0.25 0.25 0.25]");
 */
export function softmax(x: ArrayLike, options: SoftmaxOptions = {}): JaxArray {
  const { axis = -1, where } = options;
  const given = lift("apply softmax to", x);
  return where ? maskedSoftmax(given, axis, where) : plainSoftmax(given, axis);
}

function maskedSoftmax(x: JaxArray, axis: Axes, where: ArrayLike): JaxArray {
  const weights = exp(shifted(x, { axis, where }));
  return choose(where, divide(weights, sum(weights, { axis, where, keepdims: true })), 0);
}

const plainSoftmax: (x: JaxArray, axis: Axes) => JaxArray = compiled(function softmax(
  x: JaxArray,
  axis: Axes,
): JaxArray {
  const weights = exp(shifted(x, { axis }));
  return divide(weights, sum(weights, { axis, keepdims: true }));
}, 1);

/**
 * The logarithm of `softmax`: x − log Σ eˣ, exact also for small probabilities.
 *
 * @param x array of logits
 * @param options `axis`: default the last; `where`: a mask, classes outside it get −∞
 * @returns the log probabilities, float32, of the shape of `x`
 * @throws RangeError for an axis that `x` does not have
 * @example
 * assertAllClose(jax.nn.logSoftmax(jnp.array([1000, 1000])), [-Math.LN2, -Math.LN2]);
 */
export function logSoftmax(x: ArrayLike, options: SoftmaxOptions = {}): JaxArray {
  const { axis = -1, where } = options;
  const given = lift("apply logSoftmax to", x);
  return where ? maskedLogSoftmax(given, axis, where) : plainLogSoftmax(given, axis);
}

function maskedLogSoftmax(x: JaxArray, axis: Axes, where: ArrayLike): JaxArray {
  const moved = shifted(x, { axis, where });
  const result = subtract(moved, log(sum(exp(moved), { axis, where, keepdims: true })));
  return choose(where, result, Number.NEGATIVE_INFINITY);
}

const plainLogSoftmax: (x: JaxArray, axis: Axes) => JaxArray = compiled(function logSoftmax(
  x: JaxArray,
  axis: Axes,
): JaxArray {
  const moved = shifted(x, { axis });
  return subtract(moved, log(sum(exp(moved), { axis, keepdims: true })));
}, 1);

/** Options of `logsumexp`. */
export interface LogsumexpOptions extends ReduceOptions {
  /** Weights of the exponentials: array or number of a shape that broadcasts with the operand. */
  readonly b?: ArrayLike | null | undefined;
  /** Whether the sign of the sum is given too, and the logarithm is that of its absolute value; default false. */
  readonly returnSign?: boolean | undefined;
}

/**
 * log Σ b eᵃ over some axes, without overflow.
 *
 * @param a array
 * @param options `axis`: default all; `b`: weights, default 1; `keepdims`; `returnSign`: give [log |Σ|, sign], default false; `where`: a
 *   mask
 * @returns the logarithms, float32; NaN where the sum is negative and `returnSign` is not asked for
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertAllClose(jax.nn.logsumexp(jnp.array([1000, 1000])), 1000 + Math.LN2);
 */
export function logsumexp(
  a: ArrayLike,
  options: LogsumexpOptions & { readonly returnSign: true },
): [JaxArray, JaxArray];
export function logsumexp(a: ArrayLike, options?: LogsumexpOptions): JaxArray;
export function logsumexp(a: ArrayLike, options: LogsumexpOptions = {}): JaxArray | [JaxArray, JaxArray] {
  const { axis, b, keepdims = false, returnSign = false, where } = options;
  const given = where ? choose(where, a, 0) : a;
  if (!where && (b === null || b === undefined) && !returnSign)
    return plainLogsumexp(floatOne("add exponentials of", a), axis ?? null, keepdims);
  const [x, weights] =
    b === null || b === undefined ? [floatOne("add exponentials of", given), undefined] : weighted(given, b);
  const largest = max(x, { axis, where, initial: Number.NEGATIVE_INFINITY, keepdims: true });
  const top = lax.stopGradient(choose(lax.isFinite(largest), largest, 0));
  const terms = exp(subtract(x, top));
  const total = sum(weights ? multiply(terms, weights) : terms, { axis, where, keepdims });
  const sign = lax.sign(total);
  const shift = keepdims ? top : lax.reshape(top, { newSizes: total.shape });
  const result = add(log(lax.abs(total)), shift);
  if (returnSign) return [result, sign];
  return weights ? choose(lax.lt(sign, 0), Number.NaN, result) : result;
}

const plainLogsumexp: (x: JaxArray, axis: Axes, keepdims: boolean) => JaxArray = compiled(function logsumexp(
  x: JaxArray,
  axis: Axes,
  keepdims: boolean,
): JaxArray {
  const largest = max(x, { axis, initial: Number.NEGATIVE_INFINITY, keepdims: true });
  const top = lax.stopGradient(choose(lax.isFinite(largest), largest, 0));
  const total = sum(exp(subtract(x, top)), { axis, keepdims });
  return add(log(total), keepdims ? top : lax.reshape(top, { newSizes: total.shape }));
}, 1);

/** Exponents whose weight is 0 do not count when the largest is looked for. */
function weighted(a: ArrayLike, b: ArrayLike): readonly [JaxArray, JaxArray] {
  const [x, weights] = floatPair("weight exponentials of", a, b);
  return [choose(notEqual(weights, 0), x, Number.NEGATIVE_INFINITY), weights];
}

/**
 * log of the mean of eˣ over some axes.
 *
 * @param x array
 * @param options `axis`: default all; `keepdims`; `where`: a mask
 * @returns the logarithms, float32
 * @throws RangeError for an axis that `x` does not have
 * @example
 * assertAllClose(jax.nn.logmeanexp(jnp.array([2, 2])), 2);
 */
export function logmeanexp(x: ArrayLike, options: ReduceOptions = {}): JaxArray {
  const a = lift("average exponentials of", x);
  return subtract(logsumexp(a, options), log(count(a, floatOf(a.dtype), options)));
}

/** Options of `standardize`. */
export interface StandardizeOptions extends SoftmaxOptions {
  /** The mean, if it is known. */
  readonly mean?: ArrayLike | null | undefined;
  /** The variance, if it is known. */
  readonly variance?: ArrayLike | null | undefined;
  /** Added to the variance against division by zero; default 1e-5. */
  readonly epsilon?: ArrayLike | undefined;
  /** `"fast"`: E[x²] − E[x]²; `"stable"`: E[(x − E[x])²]; default fast. */
  readonly algorithm?: "fast" | "stable" | undefined;
}

/**
 * (x − mean) / √(variance + ε) over some axes.
 *
 * @param x array
 * @param options `axis`: default the last; `mean`, `variance`: if known; `epsilon`: default 1e-5; `where`: a mask; `algorithm`: of the
 *   variance, `"fast"` (default) or `"stable"`
 * @returns the standardized elements, float32
 * @throws RangeError for an axis that `x` does not have, or another algorithm
 * @example
 * assertAllClose(jax.nn.standardize(jnp.array([1, 3])), [-1, 1], { rtol: 1e-4 });
 */
export function standardize(x: ArrayLike, options: StandardizeOptions = {}): JaxArray {
  const { axis = -1, epsilon = 1e-5, where, algorithm = "fast" } = options;
  const over = { axis, where, keepdims: true };
  const center = options.mean ?? mean(x, over);
  const spread = options.variance ?? varianceOf(x, center, over, algorithm);
  return multiply(subtract(x, center), lax.rsqrt(floatOne("add to the variance", add(spread, epsilon))));
}

function varianceOf(x: ArrayLike, center: ArrayLike, over: ReduceOptions, algorithm: string): JaxArray {
  if (algorithm === "stable") return mean(square(subtract(x, center)), over);
  if (algorithm === "fast") return clip(subtract(mean(square(x), over), square(center)), 0);
  throw new RangeError(`Cannot standardize by the algorithm "${algorithm}": there are "fast" and "stable"`);
}
