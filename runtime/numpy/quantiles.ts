/** Values that parts of the elements lie below: `quantile percentile median`, and those that leave NaN out. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { asarray, inDType } from "./array.ts";
import { type Axes, axesOf } from "./axes.ts";
import { broadcastTo } from "./broadcast.ts";
import type { NestedArray } from "./dtypeOf.ts";
import { clip } from "./extremes.ts";
import { isnan } from "./floatTests.ts";
import { logicalNot } from "./logical.ts";
import { floatOne } from "./operands.ts";
import { reshape } from "./reshape.ts";
import { sum } from "./sums.ts";
import { takeAlongAxis } from "./take.ts";
import { moveaxis } from "./transpose.ts";
import { any } from "./truth.ts";
import { invertedCdf } from "./weightedQuantiles.ts";
import { where } from "./where.ts";

/** What is taken where the place lies between two elements. */
export type QuantileMethod = "linear" | "lower" | "higher" | "midpoint" | "nearest" | "inverted_cdf";

/** Options of quantiles. */
export interface QuantileOptions {
  /** Axes over which; default all. */
  readonly axis?: Axes | undefined;
  /** Whether these axes stay, with size 1; default false. */
  readonly keepdims?: boolean | undefined;
  /**
   * Between two elements: `"linear"` (default), `"lower"`, `"higher"`, `"midpoint"` or `"nearest"`; or `"inverted_cdf"`, the least
   * element that q of the weights do not lie above.
   */
  readonly method?: QuantileMethod | undefined;
  /** How much each element counts, ≥ 0: of the shape of `a`, or of its axes `axis`; only with `"inverted_cdf"`; default 1. */
  readonly weights?: ArrayLike | null | undefined;
}

function quantiles(
  a: ArrayLike,
  q: ArrayLike | readonly number[],
  options: QuantileOptions,
  leavesNan: boolean,
): JaxArray {
  const { method = "linear", keepdims = false } = options;
  const x = floatOne("take quantiles of", a);
  const parts = inDType(asarray(q as NestedArray), "float32");
  if (parts.ndim > 1)
    throw new TypeError(`Cannot take quantiles at ${printAval(parts.aval)}: it must have at most one axis`);
  const axes = axesOf("take quantiles", options.axis, x.ndim);
  const others = x.shape.filter((_, axis) => !axes.includes(axis));
  const folded = (given: JaxArray): JaxArray => {
    const behind = axes.map((_, k) => x.ndim - axes.length + k);
    return reshape(moveaxis(given, axes, behind), [...others, sizeOf(axes.map((axis) => x.shape[axis]!))]);
  };
  const rows = folded(x);
  const shape = keepdims ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : others;
  if (method === "inverted_cdf") {
    const weights = folded(weightsFor(x, axes, options.weights ?? 1));
    return reshape(invertedCdf(rows, weights, reshape(parts, [parts.size]), leavesNan), [...parts.shape, ...shape]);
  }
  if (options.weights !== undefined && options.weights !== null)
    throw new TypeError(`Cannot take weighted quantiles by the method "${method}": only "inverted_cdf" has weights`);
  const n = rows.shape.at(-1)!;
  const unknown = isnan(rows);
  const known = leavesNan ? rows : where(any(unknown, { axis: -1, keepdims: true }), Number.NaN, rows);
  const sorted = lax.sort(known, { dimension: known.ndim - 1, numKeys: 1 })[0]!;
  // [q, others]: where each quantile stands
  const count = leavesNan
    ? sum(logicalNot(unknown), { axis: -1, dtype: "float32" })
    : broadcastTo(scalar(n, "float32"), others);
  const column = reshape(parts, [parts.size, ...others.map(() => 1)]);
  const place = multiply(column, subtract(count, 1));
  const top = lax.max(subtract(count, 1), 0);
  const [low, high] = [lax.floor(place), lax.ceil(place)];
  const weight = subtract(place, low);
  const at = (position: JaxArray): JaxArray => {
    const inside = inDType(clip(position, 0, top), "int32");
    return moveaxis(takeAlongAxis(sorted, moveaxis(inside, 0, -1), { axis: -1, mode: "clip" }), -1, 0);
  };
  const found = between(method, at(low), at(high), weight);
  return reshape(found, [...parts.shape, ...shape]);
}

/** Weights of the shape of `x`. */
function weightsFor(x: JaxArray, axes: readonly number[], given: ArrayLike): JaxArray {
  const weights = inDType(asarray(given), x.dtype);
  if (typeof given === "number" || sameShape(weights.shape, x.shape)) return broadcastTo(weights, x.shape);
  const own = axes.map((axis) => x.shape[axis]!);
  if (!sameShape(weights.shape, own) || axes.length === x.ndim)
    throw new TypeError(
      `Cannot weight ${printAval(x.aval)} by ${printAval(weights.aval)}: weights must have its shape, or that of the axes [${axes}]`,
    );
  return lax.broadcastInDim(weights, { shape: x.shape, broadcastDimensions: axes });
}

function between(method: string, low: JaxArray, high: JaxArray, weight: JaxArray): JaxArray {
  switch (method) {
    case "linear":
      return add(multiply(low, subtract(1, weight)), multiply(high, weight));
    case "lower":
      return low;
    case "higher":
      return high;
    case "midpoint":
      return multiply(add(low, high), 0.5);
    case "nearest":
      return where(lax.le(weight, 0.5), low, high);
    default:
      throw new RangeError(
        `Cannot take quantiles by the method "${method}": there are "linear", "lower", "higher", "midpoint", "nearest" and "inverted_cdf"`,
      );
  }
}

/**
 * The value that a part q of the elements lies below.
 *
 * @param a array
 * @param q parts in [0, 1]: number or vector
 * @param options `axis`: default all; `method`: between two elements, default `"linear"`; `weights`: with `"inverted_cdf"`; `keepdims`
 * @returns the quantiles, float32, with the axis of `q` in front; NaN where an element is NaN
 * @throws RangeError for an axis that `a` does not have, or another method; TypeError for weights that do not fit
 * @example
 * assertEqual(jnp.quantile(jnp.array([1, 2, 3, 4]), 0.5), "2.5");
 * const weighted = { method: "inverted_cdf", weights: jnp.array([1, 1, 8]) } as const;
 * assertEqual(jnp.quantile(jnp.array([1, 2, 3]), 0.5, weighted), "3.0");
 */
export function quantile(a: ArrayLike, q: ArrayLike | readonly number[], options: QuantileOptions = {}): JaxArray {
  return quantiles(a, q, options, false);
}

/**
 * As `quantile`, NaN left out.
 *
 * @param a array
 * @param q parts in [0, 1]: number or vector
 * @param options as of `quantile`
 * @returns the quantiles, float32; NaN where there is no number
 * @example
 * assertEqual(jnp.nanquantile(jnp.array([1, NaN, 3]), 0.5), "2.0");
 */
export function nanquantile(a: ArrayLike, q: ArrayLike | readonly number[], options: QuantileOptions = {}): JaxArray {
  return quantiles(a, q, options, true);
}

/**
 * As `quantile`, with q in percent.
 *
 * @param a array
 * @param q parts in [0, 100]: number or vector
 * @param options as of `quantile`
 * @returns the percentiles, float32
 * @example
 * assertEqual(jnp.percentile(jnp.array([1, 2, 3]), 50), "2.0");
 */
export function percentile(a: ArrayLike, q: ArrayLike | readonly number[], options: QuantileOptions = {}): JaxArray {
  return quantile(a, divide(asarray(q as NestedArray), 100), options);
}

/**
 * As `percentile`, NaN left out.
 *
 * @param a array
 * @param q parts in [0, 100]: number or vector
 * @param options as of `quantile`
 * @returns the percentiles, float32
 * @example
 * assertEqual(jnp.nanpercentile(jnp.array([1, NaN, 3]), 50), "2.0");
 */
export function nanpercentile(a: ArrayLike, q: ArrayLike | readonly number[], options: QuantileOptions = {}): JaxArray {
  return nanquantile(a, divide(asarray(q as NestedArray), 100), options);
}

/**
 * The middle element; of an even number the mean of the two in the middle.
 *
 * @param a array
 * @param options `axis`: default all; `keepdims`
 * @returns the medians, float32; NaN where an element is NaN
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.median(jnp.array([3, 1, 2])), "2.0");
 */
export function median(a: ArrayLike, options: Pick<QuantileOptions, "axis" | "keepdims"> = {}): JaxArray {
  return quantile(a, 0.5, { ...options, method: "midpoint" });
}

/**
 * As `median`, NaN left out.
 *
 * @param a array
 * @param options `axis`: default all; `keepdims`
 * @returns the medians, float32; NaN where there is no number
 * @example
 * assertEqual(jnp.nanmedian(jnp.array([3, NaN, 1])), "2.0");
 */
export function nanmedian(a: ArrayLike, options: Pick<QuantileOptions, "axis" | "keepdims"> = {}): JaxArray {
  return nanquantile(a, 0.5, { ...options, method: "midpoint" });
}
