/** `jax.lax`: boxes at computed places: `dynamicSlice dynamicUpdateSlice` and what is made of them. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { axisOf } from "./axisOf.ts";

/** Starts as users give them: a list of numbers and scalars, or a vector. */
export type Starts = readonly ArrayLike[] | JaxArray;

/** One i32[] for each axis; negative ones count from the end. */
function startsOf(x: JaxArray, given: Starts): JaxArray[] {
  const list = Array.isArray(given) ? (given as readonly ArrayLike[]).map(asArray) : elementsOf(given as JaxArray);
  return list.map((start, axis) => {
    const whole = toInt32(start);
    const size = x.shape[axis] ?? 0;
    return primitives.selectN(primitives.lt(whole, 0), whole, primitives.add(whole, scalar(size, "int32")));
  });
}

function elementsOf(vector: JaxArray): JaxArray[] {
  if (vector.ndim !== 1)
    throw new TypeError(`Cannot start at ${printAval(vector.aval)}: give a list of numbers, or a vector`);
  return Array.from({ length: vector.shape[0]! }, (_, k) =>
    primitives.reshape(primitives.slice(vector, { startIndices: [k], limitIndices: [k + 1], strides: null }), {
      newSizes: [],
    }),
  );
}

function toInt32(x: JaxArray): JaxArray {
  if (isFloat(x.dtype)) throw new TypeError(`Cannot start at ${printAval(x.aval)}: starts must be integers`);
  return x.dtype === "int32" && !x.weakType
    ? x
    : primitives.convertElementType(x, { newDtype: "int32", weakType: false });
}

/**
 * A box of an array at a computed place; a place outside is brought so far inside that the box fits.
 *
 * @param operand array
 * @param startIndices the first index along each axis: numbers, i32[] arrays, or a vector; negative ones count from the end
 * @param sliceSizes size of the box along each axis
 * @returns the box
 * @throws TypeError for another number of starts or sizes than axes
 * @throws RangeError for a box that is larger than the array
 * @example
 * assertEqual(lax.dynamicSlice(jnp.arange(5), [jnp.int32(3)], [2]), "[3 4]");
 */
export function dynamicSlice(operand: ArrayLike, startIndices: Starts, sliceSizes: Shape): JaxArray {
  const x = asArray(operand);
  return primitives.dynamicSlice(x, ...startsOf(x, startIndices), { sliceSizes });
}

/**
 * A copy of an array with the box at a computed place replaced; a place outside is brought so far inside that the box fits.
 *
 * @param operand array
 * @param update the box, of the same dtype and number of axes
 * @param startIndices the first index along each axis: numbers, i32[] arrays, or a vector; negative ones count from the end
 * @returns the copy
 * @throws TypeError for dtypes or numbers of axes that do not fit
 * @throws RangeError for a box that is larger than the array
 * @example
 * assertEqual(lax.dynamicUpdateSlice(jnp.arange(5), jnp.array([8, 9]), [1]), "[0 8 9 3 4]");
 */
export function dynamicUpdateSlice(operand: ArrayLike, update: ArrayLike, startIndices: Starts): JaxArray {
  const x = asArray(operand);
  return primitives.dynamicUpdateSlice(x, asArray(update), ...startsOf(x, startIndices));
}

const along = (x: JaxArray, axis: number, start: ArrayLike): ArrayLike[] =>
  x.shape.map((_, k) => (k === axis ? start : 0));

/**
 * A range of one axis from a computed start.
 *
 * @param operand array
 * @param startIndex number or i32[]
 * @param sliceSize size of the range
 * @param options.axis default 0
 * @returns the range
 * @example
 * assertEqual(lax.dynamicSliceInDim(jnp.arange(5), 1, 2), "[1 2]");
 */
export function dynamicSliceInDim(
  operand: ArrayLike,
  startIndex: ArrayLike,
  sliceSize: number,
  options: { readonly axis?: number } = {},
): JaxArray {
  const x = asArray(operand);
  const axis = axisOf(options.axis ?? 0, x.ndim, "slice");
  return dynamicSlice(
    x,
    along(x, axis, startIndex),
    x.shape.map((size, k) => (k === axis ? sliceSize : size)),
  );
}

/**
 * One slice of an axis at a computed place.
 *
 * @param operand array
 * @param index number or i32[]
 * @param options.axis default 0
 * @param options.keepdims whether the axis stays, with size 1; default true
 * @returns the slice
 * @example
 * assertEqual(lax.dynamicIndexInDim(jnp.arange(5), 3, { keepdims: false }), "3");
 */
export function dynamicIndexInDim(
  operand: ArrayLike,
  index: ArrayLike,
  options: { readonly axis?: number; readonly keepdims?: boolean } = {},
): JaxArray {
  const found = dynamicSliceInDim(operand, index, 1, options);
  if (options.keepdims ?? true) return found;
  return primitives.squeeze(found, { dimensions: [axisOf(options.axis ?? 0, found.ndim, "slice")] });
}

/** What the functions that write along one axis take. */
export interface UpdateInDim {
  readonly operand: ArrayLike;
  readonly update: ArrayLike;
  /** The axis along which the place is. */
  readonly axis: number;
}

/**
 * A copy with a range of one axis, from a computed start, replaced.
 *
 * @param options `operand`: array; `update`: the range, of the same number of axes; `startIndex`: number or i32[]; `axis`
 * @returns the copy
 * @example
 * const x = lax.dynamicUpdateSliceInDim({ operand: jnp.arange(4), update: jnp.array([7]), startIndex: 2, axis: 0 });
 * assertEqual(x, "[0 1 7 3]");
 */
export function dynamicUpdateSliceInDim(options: UpdateInDim & { readonly startIndex: ArrayLike }): JaxArray {
  const x = asArray(options.operand);
  const axis = axisOf(options.axis, x.ndim, "write");
  return dynamicUpdateSlice(x, options.update, along(x, axis, options.startIndex));
}

/**
 * A copy with one slice of an axis, at a computed place, replaced.
 *
 * @param options `operand`: array; `update`: the slice, with or without the axis; `index`: number or i32[]; `axis`
 * @returns the copy
 * @example
 * const x = lax.dynamicUpdateIndexInDim({ operand: jnp.arange(4), update: 7, index: 2, axis: 0 });
 * assertEqual(x, "[0 1 7 3]");
 */
export function dynamicUpdateIndexInDim(options: UpdateInDim & { readonly index: ArrayLike }): JaxArray {
  const x = asArray(options.operand);
  const given = asArray(options.update);
  const axis = axisOf(options.axis, x.ndim, "write");
  const typed = given.weakType ? primitives.convertElementType(given, { newDtype: x.dtype, weakType: false }) : given;
  const update =
    typed.ndim === x.ndim
      ? typed
      : primitives.reshape(typed, { newSizes: [...typed.shape.slice(0, axis), 1, ...typed.shape.slice(axis)] });
  return dynamicUpdateSlice(x, update, along(x, axis, options.index));
}
