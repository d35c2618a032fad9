/** `jax.ops`: folds of rows that belong together, `segmentSum segmentProd segmentMax segmentMin`. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { max } from "./minMax.ts";
import { lift } from "./promote.ts";

/** Options of the folds of segments. */
export interface SegmentOptions {
  /** How many segments the result has; needed inside jit. Default: the largest number of a segment + 1. */
  readonly numSegments?: number | null | undefined;
  /** A promise that `segmentIds` never falls. The result is the same without. */
  readonly indicesAreSorted?: boolean | undefined;
  /** A promise that no segment has two rows. The result is the same without. */
  readonly uniqueIndices?: boolean | undefined;
  /**
   * In JAX, so many rows are folded at a time, because long sums one by one lose digits. Folds here are trees in any case: the number is
   * checked, and changes nothing.
   */
  readonly bucketSize?: number | null | undefined;
  /** Rows of segments that are not there are left out (`"drop"`, `"fill"`, default), or go to the nearest one (`"clip"`). */
  readonly mode?: "drop" | "fill" | "clip" | "promise_in_bounds" | null | undefined;
}

type SegmentFold = (data: ArrayLike, segmentIds: ArrayLike, options?: SegmentOptions) => JaxArray;

const modes: readonly unknown[] = ["drop", "fill", "clip", "promise_in_bounds"];

function segmentFold(name: string, op: lax.ScatterOp): SegmentFold {
  return (data, segmentIds, options = {}) => {
    const [rows, given] = [lift(name, data), lift(name, segmentIds)];
    const wish = `Cannot ${name} ${printAval(rows.aval)} by ${printAval(given.aval)}`;
    if (!isInteger(given.dtype) && given.dtype !== "bool")
      throw new TypeError(`${wish}: segments are numbered by integers; convert them with x.astype("int32")`);
    if (given.ndim !== 1 || given.size !== rows.shape[0])
      throw new TypeError(`${wish}: give a vector with the number of a segment for each row`);
    const { bucketSize, mode } = options;
    if (bucketSize !== null && bucketSize !== undefined && !(Number.isInteger(bucketSize) && bucketSize > 0))
      throw new RangeError(`${wish} in buckets of ${bucketSize}: a bucket has at least one row`);
    if (mode !== null && mode !== undefined && !modes.includes(mode))
      throw new RangeError(`${wish} in mode "${String(mode)}": there are "drop", "fill", "clip", "promise_in_bounds"`);
    if (rows.dtype === "bool" && (op === "add" || op === "mul"))
      throw new TypeError(`${wish}: bool has no ${op}; convert it with x.astype("int32")`);
    const ids = inDType(given, "int32");
    const count = options.numSegments ?? largest(wish, ids) + 1;
    if (!(Number.isInteger(count) && count >= 0))
      throw new RangeError(`${wish}: there cannot be ${count} segments; numSegments must be a whole number ≥ 0`);
    const places = mode === "clip" ? lax.clamp(scalar(0, "int32"), ids, scalar(Math.max(count - 1, 0), "int32")) : ids;
    return lax.scatterReduce(op, rows, [places], [0], [count, ...rows.shape.slice(1)]);
  };
}

/** The largest number of a segment, known only outside of traces. */
function largest(wish: string, ids: JaxArray): number {
  if (ids.size === 0) throw new TypeError(`${wish}: no row says how many segments there are; give numSegments`);
  if (!(ids instanceof DeviceArray))
    throw new ConcretizationError(
      `${wish} without numSegments inside a traced function: how many there are is known only when it runs; give numSegments`,
    );
  return Number((max(ids) as DeviceArray).host[0]);
}

/**
 * The sum of the rows of each segment; 0 of no rows.
 *
 * @param data rows: f32[n, …], or integers
 * @param segmentIds the segment of each row: i32[n]; any order
 * @param options `numSegments`: default the largest number + 1, needed inside jit; `mode`: `"clip"` sends rows of segments that are not
 *   there to the nearest one instead of leaving them out
 * @returns f32[numSegments, …], in the dtype of the data
 * @throws TypeError for segments that are no integers or do not fit the rows, and for bool data
 * @throws ConcretizationError inside jit without `numSegments`
 * @example
 * assertEqual(jax.ops.segmentSum(jnp.arange(5), jnp.array([0, 0, 1, 1, 2])), "[1 5 4]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.ops.segment_sum.html
 */
export const segmentSum: SegmentFold = segmentFold("segmentSum", "add");

/**
 * The product of the rows of each segment; 1 of no rows.
 *
 * @param data rows: f32[n, …], or integers
 * @param segmentIds the segment of each row: i32[n]; any order
 * @param options as of `segmentSum`
 * @returns f32[numSegments, …], in the dtype of the data
 * @throws TypeError for segments that are no integers or do not fit the rows, and for bool data
 * @throws ConcretizationError inside jit without `numSegments`
 * @example
 * assertEqual(jax.ops.segmentProd(jnp.array([1, 2, 3, 4]), jnp.array([0, 1, 1, 3])), "[1 6 1 4]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.ops.segment_prod.html
 */
export const segmentProd: SegmentFold = segmentFold("segmentProd", "mul");

/**
 * The largest element of the rows of each segment; −∞, or the smallest number of the dtype, of no rows.
 *
 * @param data rows: f32[n, …], integers or bool
 * @param segmentIds the segment of each row: i32[n]; any order
 * @param options as of `segmentSum`
 * @returns f32[numSegments, …], in the dtype of the data
 * @throws TypeError for segments that are no integers or do not fit the rows
 * @throws ConcretizationError inside jit without `numSegments`
 * @example
 * assertEqual(jax.ops.segmentMax(jnp.arange(5), jnp.array([0, 0, 1, 1, 2])), "[1 3 4]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.ops.segment_max.html
 */
export const segmentMax: SegmentFold = segmentFold("segmentMax", "max");

/**
 * The smallest element of the rows of each segment; ∞, or the largest number of the dtype, of no rows.
 *
 * @param data rows: f32[n, …], integers or bool
 * @param segmentIds the segment of each row: i32[n]; any order
 * @param options as of `segmentSum`
 * @returns f32[numSegments, …], in the dtype of the data
 * @throws TypeError for segments that are no integers or do not fit the rows
 * @throws ConcretizationError inside jit without `numSegments`
 * @example
 * assertEqual(jax.ops.segmentMin(jnp.arange(5), jnp.array([0, 0, 1, 1, 2])), "[0 2 4]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.ops.segment_min.html
 */
export const segmentMin: SegmentFold = segmentFold("segmentMin", "min");
