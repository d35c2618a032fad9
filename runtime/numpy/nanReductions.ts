/** Reductions that leave NaN out: `nansum nanprod nanmean nanmax nanmin nanvar nanstd nanargmax nanargmin`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { floatOf, isFloat } from "../types/dtype.ts";
import { divide, multiply, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { dtypeOf } from "./dtypeOf.ts";
import { isnan } from "./floatTests.ts";
import { logicalAnd, logicalNot } from "./logical.ts";
import { type ArgOptions, argmax, argmin, max, min } from "./minMax.ts";
import { one } from "./operands.ts";
import type { DTypeOptions, InitialOptions, ReduceOptions } from "./reduce.ts";
import { prod, sum } from "./sums.ts";
import { all } from "./truth.ts";
import type { VarianceOptions } from "./variance.ts";
import { where as choose } from "./where.ts";

/** Where a mask holds and the element is a number. */
function numbersIn(x: JaxArray, where: ArrayLike | null | undefined): JaxArray {
  const known = logicalNot(isnan(x));
  return where === null || where === undefined ? known : logicalAnd(known, where);
}

/** The elements, NaN replaced. */
function filledIn(x: JaxArray, value: number): JaxArray {
  return isFloat(x.dtype) ? choose(isnan(x), value, x) : x;
}

/**
 * Σ a over some axes, NaN counted as 0.
 *
 * @param a array
 * @param options as of `sum`
 * @returns the sums
 * @example
 * assertEqual(jnp.nansum(jnp.array([1, NaN, 2.5])), "3.5");
 */
export function nansum(a: ArrayLike, options: InitialOptions & DTypeOptions = {}): JaxArray {
  return sum(filledIn(one("sum", a), 0), options);
}

/**
 * Π a over some axes, NaN counted as 1.
 *
 * @param a array
 * @param options as of `prod`
 * @returns the products
 * @example
 * assertEqual(jnp.nanprod(jnp.array([2, NaN, 2.5])), "5.0");
 */
export function nanprod(a: ArrayLike, options: InitialOptions & DTypeOptions = {}): JaxArray {
  return prod(filledIn(one("multiply", a), 1), options);
}

/** NaN in the place of extremes of nothing but NaN. */
function extreme(fold: typeof max, a: ArrayLike, options: InitialOptions, neutral: number): JaxArray {
  const x = one("search", a);
  if (!isFloat(x.dtype)) return fold(x, options);
  const found = fold(filledIn(x, neutral), options);
  if (options.initial !== null && options.initial !== undefined) return found;
  const nothing = all(isnan(x), { axis: options.axis, keepdims: options.keepdims });
  return choose(nothing, Number.NaN, found);
}

/**
 * The largest number over some axes, NaN left out.
 *
 * @param a array
 * @param options as of `max`
 * @returns the maxima; NaN where there is no number
 * @example
 * assertEqual(jnp.nanmax(jnp.array([1, NaN, 2.5])), "2.5");
 */
export function nanmax(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return extreme(max, a, options, Number.NEGATIVE_INFINITY);
}

/**
 * The smallest number over some axes, NaN left out.
 *
 * @param a array
 * @param options as of `min`
 * @returns the minima; NaN where there is no number
 * @example
 * assertEqual(jnp.nanmin(jnp.array([1.5, NaN, 2])), "1.5");
 */
export function nanmin(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return extreme(min, a, options, Number.POSITIVE_INFINITY);
}

/** 16-bit floats are averaged in 32 bits. */
const wide = (x: JaxArray): JaxArray => (isFloat(x.dtype) ? inDType(x, "float32") : x);

/**
 * The mean over some axes, NaN left out.
 *
 * @param a array
 * @param options as of `mean`
 * @returns the means, in the dtype of a float `a`, else float32; NaN where there is no number
 * @example
 * assertEqual(jnp.nanmean(jnp.array([1, NaN, 2])), "1.5");
 */
export function nanmean(a: ArrayLike, options: ReduceOptions & DTypeOptions = {}): JaxArray {
  const { axis, keepdims, where } = options;
  const given = one("average", a);
  const dtype = options.dtype ? dtypeOf(options.dtype) : floatOf(given.dtype);
  const x = wide(inDType(given, dtype));
  const known = numbersIn(x, where);
  const total = sum(filledIn(x, 0), { axis, keepdims, where });
  return inDType(divide(total, sum(known, { axis, keepdims, dtype: "int32" })), dtype);
}

/**
 * The variance over some axes, NaN left out.
 *
 * @param a array
 * @param options `axis`: default all; `ddof`: default 0; `mean`: if known; `dtype`; `keepdims`; `where`: a mask
 * @returns the variances, in the dtype of a float `a`, else float32; NaN where there are no more numbers than `ddof`
 * @example
 * assertEqual(jnp.nanvar(jnp.array([1, NaN, 2])), "0.25");
 */
export function nanvar(a: ArrayLike, options: VarianceOptions = {}): JaxArray {
  const { axis, keepdims, where, ddof = 0 } = options;
  const given = one("take the variance of", a);
  const dtype = options.dtype ? dtypeOf(options.dtype) : floatOf(given.dtype);
  const x = wide(inDType(given, dtype));
  const known = numbersIn(x, where);
  const mean = options.mean ?? nanmean(x, { axis, where, keepdims: true });
  const centered = choose(known, subtract(x, mean), 0);
  const squares = sum(multiply(centered, centered), { axis, keepdims });
  const n = subtract(sum(known, { axis, keepdims, dtype: "int32" }), ddof);
  const variance = divide(squares, n);
  return inDType(choose(lax.le(n, 0), Number.NaN, variance), dtype);
}

/**
 * The standard deviation over some axes, NaN left out.
 *
 * @param a array
 * @param options as of `nanvar`
 * @returns the deviations, float32
 * @example
 * assertEqual(jnp.nanstd(jnp.array([1, NaN, 2])), "0.5");
 */
export function nanstd(a: ArrayLike, options: VarianceOptions = {}): JaxArray {
  return lax.sqrt(nanvar(a, options));
}

function place(find: typeof argmax, a: ArrayLike, options: ArgOptions, neutral: number): JaxArray {
  const x = one("search", a);
  const found = find(filledIn(x, neutral), options);
  if (!isFloat(x.dtype)) return found;
  return choose(all(isnan(x), { axis: options.axis, keepdims: options.keepdims }), -1, found);
}

/**
 * Where the largest number stands, NaN left out.
 *
 * @param a array
 * @param options as of `argmax`
 * @returns the indices, int32; −1 where there is no number
 * @example
 * assertEqual(jnp.nanargmax(jnp.array([1, NaN, 2.5])), "2");
 */
export function nanargmax(a: ArrayLike, options: ArgOptions = {}): JaxArray {
  return place(argmax, a, options, Number.NEGATIVE_INFINITY);
}

/**
 * Where the smallest number stands, NaN left out.
 *
 * @param a array
 * @param options as of `argmin`
 * @returns the indices, int32; −1 where there is no number
 * @example
 * assertEqual(jnp.nanargmin(jnp.array([NaN, 1.5, 2])), "1");
 */
export function nanargmin(a: ArrayLike, options: ArgOptions = {}): JaxArray {
  return place(argmin, a, options, Number.POSITIVE_INFINITY);
}
