/** Pooling: one number for each place of a window. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as lax from "../../lax/index.ts";
import type { PaddingLike } from "../../lax/padtypeToPads.ts";
import { asarray, astype, divide, ones } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";

/** Options of pooling. */
export interface PoolOptions {
  /** Step of the window along each spatial axis; default 1. */
  readonly strides?: readonly number[] | null;
  /** `"VALID"` (default), `"SAME"`, or `[low, high]` for each spatial axis. */
  readonly padding?: PaddingLike;
}

/** What `pool` takes beside the array. */
export interface PoolArguments {
  readonly inputs: ArrayLike;
  /** Neutral value of `reduceFn`. */
  readonly init: ArrayLike;
  /** An associative function of two arrays, as `lax.max`. */
  // any: primitives take several kinds of operands
  readonly reduceFn: (x: any, y: any) => JaxArray;
  /** Size of the window along each spatial axis. */
  readonly windowShape: Shape;
  /** Step of the window; null: 1. */
  readonly strides: readonly number[] | null;
  readonly padding: PaddingLike;
}

/**
 * The fold of each window. f32[batch…, space…, features] → f32[batch…, places…, features].
 *
 * @param options `{ inputs, init, reduceFn, windowShape, strides, padding }`
 * @throws TypeError where the number of axes does not fit
 * @example
 * const inputs = jnp.arange(4, { dtype: "float32" }).reshape([1, 4, 1]);
 * const y = nnx.pool({ inputs, init: 1, reduceFn: lax.mul, windowShape: [2], strides: [2], padding: "VALID" });
 * assertEqual(y.reshape([2]), "[0. 6.]");
 */
export function pool(options: PoolArguments): JaxArray {
  const { init, reduceFn, windowShape, strides, padding } = options;
  const given = asarray(options.inputs);
  const wish = `Cannot pool ${printAval(given.aval)} by windows [${windowShape}]`;
  const batch = given.ndim - windowShape.length - 1;
  if (batch < 0) throw new TypeError(`${wish}: the array needs ${windowShape.length} spatial axes and a feature axis`);
  if (strides && strides.length !== windowShape.length)
    throw new TypeError(`${wish}: strides need ${windowShape.length} numbers, got [${strides}]`);
  if (typeof padding !== "string" && padding.length !== windowShape.length)
    throw new TypeError(`${wish}: padding needs ${windowShape.length} pairs`);
  const ahead = new Array<number>(batch).fill(1);
  const none = ahead.map((): [number, number] => [0, 0]);
  return lax.reduceWindow({
    operand: given,
    initValue: init,
    computation: reduceFn,
    windowDimensions: [...ahead, ...windowShape, 1],
    windowStrides: [...ahead, ...(strides ?? windowShape.map(() => 1)), 1],
    padding: typeof padding === "string" ? padding : [...none, ...padding, [0, 0]],
  });
}

/**
 * The mean of each window. f32[batch…, space…, features] → f32[batch…, places…, features].
 *
 * @param inputs f32[batch…, space…, features]
 * @param windowShape size of the window along each spatial axis
 * @param options `strides`: default 1; `padding`: default `"VALID"`; `countIncludePad`: whether padding counts, default true
 * @example
 * const x = jnp.arange(4, { dtype: "float32" }).reshape([1, 2, 2, 1]);
 * assertEqual(nnx.avgPool(x, [2, 2]).reshape([]), "1.5");
 */
export function avgPool(
  inputs: ArrayLike,
  windowShape: Shape,
  options: PoolOptions & { readonly countIncludePad?: boolean } = {},
): JaxArray {
  const { strides = null, padding = "VALID", countIncludePad = true } = options;
  const x = asFloat(inputs);
  const sums = (a: JaxArray): JaxArray =>
    pool({ inputs: a, init: 0, reduceFn: lax.add, windowShape, strides, padding });
  if (countIncludePad) return divide(sums(x), sizeOf(windowShape));
  const batch = x.ndim - windowShape.length - 1;
  const counted = x.shape.map((size, axis) => (axis < batch || axis === x.ndim - 1 ? 1 : size));
  return divide(sums(x), sums(ones(counted)));
}

/**
 * The largest element of each window. f32[batch…, space…, features] → f32[batch…, places…, features].
 *
 * @param inputs f32[batch…, space…, features]
 * @param windowShape size of the window along each spatial axis
 * @param options `strides`: default 1; `padding`: default `"VALID"`
 * @example
 * const x = jnp.arange(8, { dtype: "float32" }).reshape([1, 8, 1]);
 * assertEqual(nnx.maxPool(x, [2], { strides: [2] }).reshape([4]), "[1. 3. 5. 7.]");
 */
export function maxPool(inputs: ArrayLike, windowShape: Shape, options: PoolOptions = {}): JaxArray {
  const { strides = null, padding = "VALID" } = options;
  return pool({ inputs: asFloat(inputs), init: -Infinity, reduceFn: lax.max, windowShape, strides, padding });
}

/**
 * The smallest element of each window. f32[batch…, space…, features] → f32[batch…, places…, features].
 *
 * @param inputs f32[batch…, space…, features]
 * @param windowShape size of the window along each spatial axis
 * @param options `strides`: default 1; `padding`: default `"VALID"`
 * @example
 * const x = jnp.arange(8, { dtype: "float32" }).reshape([1, 8, 1]);
 * assertEqual(nnx.minPool(x, [2], { strides: [2] }).reshape([4]), "[0. 2. 4. 6.]");
 */
export function minPool(inputs: ArrayLike, windowShape: Shape, options: PoolOptions = {}): JaxArray {
  const { strides = null, padding = "VALID" } = options;
  return pool({ inputs: asFloat(inputs), init: Infinity, reduceFn: lax.min, windowShape, strides, padding });
}

function asFloat(inputs: ArrayLike): JaxArray {
  const x = asarray(inputs);
  return dtypes[x.dtype].kind === "float" ? x : astype(x, "float32");
}
