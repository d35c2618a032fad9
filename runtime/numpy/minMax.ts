/** Extremes over axes: `max min amax amin argmax argmin ptp`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type DType, integerRange, isFloat, isInteger } from "../types/dtype.ts";
import { axisOf } from "./axes.ts";
import { one } from "./operands.ts";
import { type Folding, type InitialOptions, type ReduceOptions, reduce } from "./reduce.ts";

/** The number of a dtype that is neutral for one of them: its end on the other side. */
function end(dtype: DType, side: 0 | 1): number {
  if (isFloat(dtype)) return side === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return isInteger(dtype) ? integerRange(dtype)[side] : side;
}

const maxima: Folding = {
  action: "take the maximum of",
  fold: (x, options) => lax.reduceMax(x, options),
  combine: (x, y) => lax.max(x, y),
  neutral: (dtype) => end(dtype, 0),
  ofNothing: false,
};

const minima: Folding = {
  action: "take the minimum of",
  fold: (x, options) => lax.reduceMin(x, options),
  combine: (x, y) => lax.min(x, y),
  neutral: (dtype) => end(dtype, 1),
  ofNothing: false,
};

/**
 * The largest element over some axes; NaN if one is NaN. Ties share the derivative evenly.
 *
 * @param a array
 * @param options `axis`: axes to search, default all; `keepdims`; `initial`: a number that takes part, needed with `where` and for
 *   empty axes; `where`: a mask
 * @returns the maxima, in the dtype of `a`
 * @throws TypeError for no elements without `initial`
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.max(jnp.array([[1, 5], [3, 2]]), { axis: 1 }), "[5 3]");
 */
export function max(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return reduce(one("take the maximum of", a), maxima, options);
}

/**
 * The smallest element over some axes; NaN if one is NaN. Ties share the derivative evenly.
 *
 * @param a array
 * @param options `axis`: axes to search, default all; `keepdims`; `initial`: a number that takes part, needed with `where` and for
 *   empty axes; `where`: a mask
 * @returns the minima, in the dtype of `a`
 * @throws TypeError for no elements without `initial`
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.min(jnp.array([[1, 5], [3, 2]])), "1");
 */
export function min(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return reduce(one("take the minimum of", a), minima, options);
}

/**
 * The same as `max`, by NumPy's other name.
 *
 * @param a array
 * @param options as of `max`
 * @returns the maxima
 * @example
 * assertEqual(jnp.amax(jnp.array([1, 5])), "5");
 */
export function amax(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return max(a, options);
}

/**
 * The same as `min`, by NumPy's other name.
 *
 * @param a array
 * @param options as of `min`
 * @returns the minima
 * @example
 * assertEqual(jnp.amin(jnp.array([1, 5])), "1");
 */
export function amin(a: ArrayLike, options: InitialOptions = {}): JaxArray {
  return min(a, options);
}

/**
 * The distance between the largest and the smallest element ("peak to peak").
 *
 * @param a array
 * @param options `axis`: axes to search, default all; `keepdims`
 * @returns the differences
 * @throws TypeError for no elements
 * @example
 * assertEqual(jnp.ptp(jnp.array([3, 8, 5])), "5");
 */
export function ptp(a: ArrayLike, options: Pick<ReduceOptions, "axis" | "keepdims"> = {}): JaxArray {
  return lax.sub(max(a, options), min(a, options));
}

/** Options of `argmax` and `argmin`. */
export interface ArgOptions {
  /** Axis to search; default: the flattened array. */
  readonly axis?: number | null | undefined;
  /** Whether the searched axis stays, with size 1; default false. */
  readonly keepdims?: boolean | undefined;
}

type ArgFold = typeof lax.argmax;

function place(action: string, fold: ArgFold, a: ArrayLike, { axis, keepdims = false }: ArgOptions): JaxArray {
  const x = one(action, a);
  if (x.size === 0) throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it has no element`);
  const whole = axis === null || axis === undefined;
  const searched = whole ? lax.reshape(x, { newSizes: [x.size] }) : x;
  const along = whole ? 0 : axisOf(action, axis, x.ndim);
  const result = fold(searched, { axis: along, indexDtype: "int32" });
  if (!keepdims) return result;
  return lax.reshape(result, { newSizes: x.shape.map((size, k) => (whole || k === along ? 1 : size)) });
}

/**
 * Where the largest element stands; the first place of several, and of the first NaN if there is one.
 *
 * @param a array
 * @param options `axis`: axis to search, default the flattened array; `keepdims`
 * @returns the indices, int32
 * @throws TypeError for no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.argmax(jnp.array([[1, 5], [3, 2]]), { axis: 1 }), "[1 0]");
 */
export function argmax(a: ArrayLike, options: ArgOptions = {}): JaxArray {
  return place("find the maximum of", lax.argmax, a, options);
}

/**
 * Where the smallest element stands; the first place of several, and of the first NaN if there is one.
 *
 * @param a array
 * @param options `axis`: axis to search, default the flattened array; `keepdims`
 * @returns the indices, int32
 * @throws TypeError for no elements
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.argmin(jnp.array([3, 1, 2])), "1");
 */
export function argmin(a: ArrayLike, options: ArgOptions = {}): JaxArray {
  return place("find the minimum of", lax.argmin, a, options);
}
