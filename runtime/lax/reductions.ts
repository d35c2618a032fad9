/** `jax.lax`: reductions over axes, and places of extremes. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import type { Primitive } from "../core/primitive.ts";
import * as primitives from "../primitives/index.ts";
import type { DType } from "../types/dtype.ts";
import { axisOf } from "./axisOf.ts";

type Reduce = (x: ArrayLike, axes: readonly number[]) => JaxArray;

function over(primitive: Primitive): Reduce {
  return (x, axes) => {
    const array = asArray(x);
    return primitive(array, { axes: axes.map((axis) => axisOf(axis, array.ndim, primitive.name)) });
  };
}

/**
 * The sum over axes. f32[2,3], axes [0] → f32[3].
 *
 * @param x number array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceSum(jnp.array([[1, 2], [3, 4]]), [0]), "[4 6]");
 */
export const reduceSum: Reduce = over(primitives.reduceSum);

/**
 * The product over axes. f32[2,3], axes [0] → f32[3].
 *
 * @param x number array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceProd(jnp.array([[1, 2], [3, 4]]), [0]), "[3 8]");
 */
export const reduceProd: Reduce = over(primitives.reduceProd);

/**
 * The largest element over axes; NaN if there is one. f32[2,3], axes [0] → f32[3].
 *
 * @param x array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceMax(jnp.array([[1, 2], [3, 0]]), [0]), "[3 2]");
 */
export const reduceMax: Reduce = over(primitives.reduceMax);

/**
 * The smallest element over axes; NaN if there is one. f32[2,3], axes [0] → f32[3].
 *
 * @param x array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceMin(jnp.array([[1, 2], [3, 0]]), [0]), "[1 0]");
 */
export const reduceMin: Reduce = over(primitives.reduceMin);

/**
 * Whether all elements over axes hold; on integers, bit by bit. bool[2,3], axes [0] → bool[3].
 *
 * @param x boolean or integer array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceAnd(jnp.array([[true, true], [false, true]]), [0]), "[False  True]");
 */
export const reduceAnd: Reduce = over(primitives.reduceAnd);

/**
 * Whether some element over axes holds; on integers, bit by bit. bool[2,3], axes [0] → bool[3].
 *
 * @param x boolean or integer array
 * @param axes axes that are folded away
 * @example
 * assertEqual(lax.reduceOr(jnp.array([[true, false], [false, false]]), [0]), "[ True False]");
 */
export const reduceOr: Reduce = over(primitives.reduceOr);

/**
 * The first index of the largest element along an axis; of the first NaN, if there is one. f32[2,3], axis 1 → i32[2].
 *
 * @param x array
 * @param axis the axis
 * @param indexDtype integer dtype of the result
 * @throws TypeError for an axis of size 0
 * @example
 * assertEqual(lax.argmax(jnp.array([[1, 3, 3], [5, 0, 1]]), 1, "int32"), "[1 0]");
 */
export function argmax(x: ArrayLike, axis: number, indexDtype: DType): JaxArray {
  const array = asArray(x);
  return primitives.argmax(array, { axis: axisOf(axis, array.ndim, "argmax"), indexDtype });
}

/**
 * The first index of the smallest element along an axis; of the first NaN, if there is one. f32[2,3], axis 1 → i32[2].
 *
 * @param x array
 * @param axis the axis
 * @param indexDtype integer dtype of the result
 * @throws TypeError for an axis of size 0
 * @example
 * assertEqual(lax.argmin(jnp.array([[1, 3, 3], [5, 0, 0]]), 1, "int32"), "[0 1]");
 */
export function argmin(x: ArrayLike, axis: number, indexDtype: DType): JaxArray {
  const array = asArray(x);
  return primitives.argmin(array, { axis: axisOf(axis, array.ndim, "argmin"), indexDtype });
}
