/** `jax.lax`: movement of elements, with the positions of JAX's parameters. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";
import type { Padding } from "../primitives/pad.ts";
import type { Shape } from "../types/shape.ts";
import { axisOf } from "./axisOf.ts";

/**
 * An array repeated along new leading axes. f32[3], sizes [2] → f32[2,3].
 *
 * @param x array of any shape
 * @param sizes sizes of the new axes
 * @example
 * assertEqual(lax.broadcast(jnp.array([1, 2]), [2]), "[[1 2]\n [1 2]]");
 */
export function broadcast(x: ArrayLike, sizes: Shape): JaxArray {
  const array = asArray(x);
  const broadcastDimensions = array.shape.map((_, axis) => axis + sizes.length);
  return primitives.broadcastInDim(array, { shape: [...sizes, ...array.shape], broadcastDimensions });
}

/**
 * An array repeated to a shape; its axes become the axes `broadcastDimensions` of the result. f32[2] → f32[2,3].
 *
 * @param x array whose axes have the size of their place in the result, or 1
 * @param shape shape of the result
 * @param broadcastDimensions for each axis of x its axis in the result, increasing
 * @throws TypeError where sizes do not fit
 * @example
 * assertEqual(lax.broadcastInDim(jnp.array([1, 2]), [2, 3], [0]), "[[1 1 1]\n [2 2 2]]");
 */
export function broadcastInDim(x: ArrayLike, shape: Shape, broadcastDimensions: readonly number[]): JaxArray {
  return primitives.broadcastInDim(asArray(x), { shape, broadcastDimensions });
}

/**
 * The same elements in row-major order under another shape. f32[2,3] → f32[3,2].
 *
 * @param x array of any shape
 * @param newSizes the shape of the result, of as many elements
 * @param options.dimensions order in which the axes of x are read; default: as they stand
 * @throws TypeError if the numbers of elements differ
 * @example
 * assertEqual(lax.reshape(jnp.arange(4), [2, 2]), "[[0 1]\n [2 3]]");
 */
export function reshape(x: ArrayLike, newSizes: Shape, options: { dimensions?: readonly number[] } = {}): JaxArray {
  const { dimensions } = options;
  const ordered = dimensions ? primitives.transpose(asArray(x), { permutation: dimensions }) : asArray(x);
  return primitives.reshape(ordered, { newSizes });
}

/**
 * Axes in another order. f32[2,3] → f32[3,2].
 *
 * @param x array of any shape
 * @param permutation axis k of the result is axis `permutation[k]` of x
 * @throws TypeError if it does not name each axis once
 * @example
 * assertEqual(lax.transpose(jnp.array([[1, 2], [3, 4]]), [1, 0]), "[[1 3]\n [2 4]]");
 */
export function transpose(x: ArrayLike, permutation: readonly number[]): JaxArray {
  return primitives.transpose(asArray(x), { permutation });
}

/**
 * Axes of size 1 left out. f32[1,3] → f32[3].
 *
 * @param x array
 * @param dimensions the axes; negative ones count from the end
 * @throws TypeError if one has another size
 * @example
 * assertEqual(lax.squeeze(jnp.array([[1, 2]]), [0]), "[1 2]");
 */
export function squeeze(x: ArrayLike, dimensions: readonly number[]): JaxArray {
  const array = asArray(x);
  return primitives.squeeze(array, { dimensions: dimensions.map((axis) => axisOf(axis, array.ndim, "squeeze")) });
}

/**
 * New axes of size 1. f32[3], dimensions [0] → f32[1,3].
 *
 * @param x array
 * @param dimensions where the new axes stand in the result; negative ones count from its end
 * @throws RangeError for an axis outside the result
 * @example
 * assertEqual(lax.expandDims(jnp.array([1, 2]), [1]).shape, [2, 1]);
 */
export function expandDims(x: ArrayLike, dimensions: readonly number[]): JaxArray {
  const array = asArray(x);
  const rank = array.ndim + dimensions.length;
  const added = dimensions.map((axis) => axisOf(axis, rank, "expand"));
  const kept = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !added.includes(axis));
  if (kept.length !== array.ndim) throw new TypeError(`Cannot expand dimensions [${dimensions}]: one is named twice`);
  const shape = Array.from({ length: rank }, (_, axis) =>
    added.includes(axis) ? 1 : array.shape[kept.indexOf(axis)]!,
  );
  return primitives.broadcastInDim(array, { shape, broadcastDimensions: kept });
}

/**
 * A box of an array. f32[5], [1], [5], strides [2] → f32[2].
 *
 * @param x array
 * @param startIndices first index along each axis
 * @param limitIndices first index left out along each axis
 * @param options.strides step along each axis, ≥ 1; default 1
 * @throws RangeError for indices outside the array
 * @example
 * assertEqual(lax.slice(jnp.arange(5), [1], [5], { strides: [2] }), "[1 3]");
 */
export function slice(
  x: ArrayLike,
  startIndices: readonly number[],
  limitIndices: readonly number[],
  options: { strides?: readonly number[] | null } = {},
): JaxArray {
  return primitives.slice(asArray(x), { startIndices, limitIndices, strides: options.strides ?? null });
}

/**
 * A slice along one axis. f32[5,2], start 1, limit 3 → f32[2,2].
 *
 * @param x array
 * @param startIndex first index; null: the first
 * @param limitIndex first index left out; null: the size
 * @param options.stride step, ≥ 1; default 1
 * @param options.axis the axis; default 0
 * @throws RangeError for indices outside the array
 * @example
 * assertEqual(lax.sliceInDim(jnp.arange(5), 1, 4), "[1 2 3]");
 */
export function sliceInDim(
  x: ArrayLike,
  startIndex: number | null,
  limitIndex: number | null,
  options: { stride?: number; axis?: number } = {},
): JaxArray {
  const array = asArray(x);
  const axis = axisOf(options.axis ?? 0, array.ndim, "slice");
  const size = array.shape[axis]!;
  const fromEnd = (index: number) => (index < 0 ? index + size : index);
  const put = (value: number, others: readonly number[]) => others.map((other, k) => (k === axis ? value : other));
  return primitives.slice(array, {
    startIndices: put(
      fromEnd(startIndex ?? 0),
      array.shape.map(() => 0),
    ),
    limitIndices: put(fromEnd(limitIndex ?? size), array.shape),
    strides: put(
      options.stride ?? 1,
      array.shape.map(() => 1),
    ),
  });
}

/**
 * An array with elements of one value before, behind and between its own. f32[3] → f32[6].
 *
 * @param x array
 * @param paddingValue scalar of the same dtype
 * @param paddingConfig `[low, high, interior]` for each axis; negative low and high cut off
 * @throws TypeError for a padding value of another dtype or shape
 * @example
 * assertEqual(lax.pad(jnp.array([1, 2, 3]), 0, [[1, 2, 0]]), "[0 1 2 3 0 0]");
 */
export function pad(x: ArrayLike, paddingValue: ArrayLike, paddingConfig: readonly Padding[]): JaxArray {
  return primitives.pad(asArray(x), paddingValue, { paddingConfig });
}

/**
 * An array with the order along some axes reversed.
 *
 * @param x array
 * @param dimensions the axes
 * @example
 * assertEqual(lax.rev(jnp.array([1, 2, 3]), [0]), "[3 2 1]");
 */
export function rev(x: ArrayLike, dimensions: readonly number[]): JaxArray {
  return primitives.rev(asArray(x), { dimensions });
}

/**
 * Arrays one after another along an axis. f32[2,3], f32[1,3] → f32[3,3].
 *
 * @param operands arrays of one dtype that differ in that axis at most
 * @param dimension the axis
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * assertEqual(lax.concatenate([jnp.array([1]), jnp.array([2, 3])], 0), "[1 2 3]");
 */
export function concatenate(operands: readonly JaxArray[], dimension: number): JaxArray {
  return primitives.concatenate(...operands, { dimension });
}
