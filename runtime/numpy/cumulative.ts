/** Sums and products up to each element: `cumsum cumprod cumulativeSum cumulativeProd nancumsum nancumprod unwrap`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { abs, add, divide, multiply, negative, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { equal, greater, less } from "./comparison.ts";
import { diff } from "./differences.ts";
import { floorDivide, mod } from "./division.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { full } from "./filled.ts";
import { isnan } from "./floatTests.ts";
import { concatenate } from "./join.ts";
import { logicalAnd } from "./logical.ts";
import { one } from "./operands.ts";
import { promote } from "./promote.ts";
import { ravel } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { inDTypeOfSum } from "./sums.ts";
import { where } from "./where.ts";

/** Options of sums and products up to each element. */
export interface CumulativeOptions {
  /** Default the flattened array. */
  readonly axis?: number | null | undefined;
  /** Dtype in which is computed; default that of the array, int32 for bool. */
  readonly dtype?: DTypeLike | null | undefined;
}

function fold(
  action: string,
  operation: typeof lax.cumsum,
  a: ArrayLike,
  { axis, dtype }: CumulativeOptions,
): JaxArray {
  const given = one(action, a);
  const isFlat = axis === null || axis === undefined;
  const x = isFlat ? ravel(given) : given;
  const along = isFlat ? 0 : axisOf(action, axis, x.ndim);
  const type = dtype ? dtypeOf(dtype) : x.dtype === "bool" ? "int32" : x.dtype;
  return operation(inDType(x, type), { axis: along, reverse: false });
}

/**
 * The sums of all elements up to each one.
 *
 * @param a array
 * @param options `axis`: default the flattened array; `dtype`
 * @returns the sums, of bool as int32
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.cumsum(jnp.array([1, 2, 3])), "[1 3 6]");
 */
export function cumsum(a: ArrayLike, options: CumulativeOptions = {}): JaxArray {
  return fold("sum", lax.cumsum, a, options);
}

/**
 * The products of all elements up to each one.
 *
 * @param a array
 * @param options `axis`: default the flattened array; `dtype`
 * @returns the products, of bool as int32
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.cumprod(jnp.array([1, 2, 3])), "[1 2 6]");
 */
export function cumprod(a: ArrayLike, options: CumulativeOptions = {}): JaxArray {
  return fold("multiply", lax.cumprod, a, options);
}

/**
 * As `cumsum`, NaN counted as 0.
 *
 * @param a array
 * @param options as of `cumsum`
 * @returns the sums
 * @example
 * assertEqual(jnp.nancumsum(jnp.array([1, NaN, 3])), "[1. 1. 4.]");
 */
export function nancumsum(a: ArrayLike, options: CumulativeOptions = {}): JaxArray {
  return cumsum(without(a, 0), options);
}

/**
 * As `cumprod`, NaN counted as 1.
 *
 * @param a array
 * @param options as of `cumprod`
 * @returns the products
 * @example
 * assertEqual(jnp.nancumprod(jnp.array([2, NaN, 3])), "[2. 2. 6.]");
 */
export function nancumprod(a: ArrayLike, options: CumulativeOptions = {}): JaxArray {
  return cumprod(without(a, 1), options);
}

function without(a: ArrayLike, value: number): JaxArray {
  const x = one("replace NaN in", a);
  return isFloat(x.dtype) ? where(isnan(x), value, x) : x;
}

/** Options of the array API's forms. */
export interface CumulativeSumOptions extends CumulativeOptions {
  /** Whether the sum of nothing comes first; default false. */
  readonly includeInitial?: boolean | undefined;
}

function arrayApi(
  action: string,
  f: typeof cumsum,
  x: ArrayLike,
  options: CumulativeSumOptions,
  neutral: number,
): JaxArray {
  const given = one(action, x);
  if (given.ndim !== 1 && (options.axis === null || options.axis === undefined))
    throw new TypeError(`Cannot ${action} ${printAval(given.aval)}: name the \`axis\` of an array that is no vector`);
  const axis = axisOf(action, options.axis ?? 0, given.ndim);
  const result = f(inDTypeOfSum(given), { axis, dtype: options.dtype });
  if (!options.includeInitial) return result;
  const first = full(
    result.shape.map((size, k) => (k === axis ? 1 : size)),
    neutral,
    { dtype: result.dtype },
  );
  return concatenate([first, result], { axis });
}

/**
 * The array API's form of `cumsum`.
 *
 * @param x array
 * @param options `axis`: needed unless `x` is a vector; `dtype`; `includeInitial`: whether 0 comes first, default false
 * @returns the sums
 * @throws TypeError without an axis for what is no vector
 * @example
 * assertEqual(jnp.cumulativeSum(jnp.array([1, 2]), { includeInitial: true }), "[0 1 3]");
 */
export function cumulativeSum(x: ArrayLike, options: CumulativeSumOptions = {}): JaxArray {
  return arrayApi("sum", cumsum, x, options, 0);
}

/**
 * The array API's form of `cumprod`.
 *
 * @param x array
 * @param options `axis`: needed unless `x` is a vector; `dtype`; `includeInitial`: whether 1 comes first, default false
 * @returns the products
 * @throws TypeError without an axis for what is no vector
 * @example
 * assertEqual(jnp.cumulativeProd(jnp.array([2, 3]), { includeInitial: true }), "[1 2 6]");
 */
export function cumulativeProd(x: ArrayLike, options: CumulativeSumOptions = {}): JaxArray {
  return arrayApi("multiply", cumprod, x, options, 1);
}

/** Options of `unwrap`. */
export interface UnwrapOptions {
  /** Jumps below it stay; default half a period. */
  readonly discont?: ArrayLike | null | undefined;
  /** Default the last axis. */
  readonly axis?: number | undefined;
  /** Default 2π. */
  readonly period?: number | undefined;
}

/**
 * Angles without jumps: whole periods are added so that neighbours differ by at most half a period.
 *
 * @param p angles: array of at least one axis
 * @param options `discont`: jumps below it stay, default half a period; `axis`: default the last; `period`: default 2π
 * @returns the angles, in the promoted dtype
 * @throws RangeError for an axis that `p` does not have
 * @example
 * assertAllClose(jnp.unwrap(jnp.array([0, 3, -3])), [0, 3, 2 * Math.PI - 3]);
 */
export function unwrap(p: ArrayLike, options: UnwrapOptions = {}): JaxArray {
  const { period: given = 2 * Math.PI, discont } = options;
  const [x, period] = promote("unwrap", p, given) as [JaxArray, JaxArray];
  const axis = axisOf("unwrap", options.axis ?? -1, x.ndim);
  const size = x.shape[axis]!;
  if (size === 0) return x;
  const half = isFloat(x.dtype) ? divide(period, 2) : floorDivide(period, 2);
  const step = diff(x, { axis });
  const short = subtract(mod(add(step, half), period), half);
  const chosen = where(logicalAnd(equal(short, negative(half)), greater(step, 0)), half, short);
  const limit = discont === null || discont === undefined ? divide(period, 2) : discont;
  const correction = where(less(abs(step), limit), 0, subtract(chosen, step));
  const rest = add(sliceAlong(x, axis, 1, size), cumsum(multiply(correction, 1), { axis }));
  return concatenate([sliceAlong(x, axis, 0, 1), rest], { axis });
}
