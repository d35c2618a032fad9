/** Axes in another order: `transpose swapaxes moveaxis`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { axesOf, axisOf } from "./axes.ts";
import { isKey, onWords } from "./keys.ts";
import { lift } from "./promote.ts";

/** Permutes also keys. */
export function permute(x: JaxArray, permutation: readonly number[]): JaxArray {
  if (permutation.every((axis, k) => axis === k)) return x;
  if (isKey(x)) return onWords(x, (w) => lax.transpose(w, { permutation: [...permutation, x.ndim] }));
  return lax.transpose(x, { permutation });
}

/**
 * Axes in reverse or any other order.
 *
 * @param a array
 * @param options `axes`: axis k of the result is axis `axes[k]` of `a`; default: reversed
 * @returns the transposed array
 * @throws TypeError when `axes` does not name each axis once
 * @example
 * assertEqual(jnp.transpose(jnp.array([[1, 2], [3, 4]])), "[[1 3]\n [2 4]]");
 * assertEqual(jnp.transpose(jnp.zeros([2, 3, 4]), { axes: [1, 0, 2] }).shape, [3, 2, 4]);
 */
export function transpose(
  a: ArrayLike,
  options: { readonly axes?: readonly number[] | null | undefined } = {},
): JaxArray {
  const x = lift("transpose", a);
  const { axes } = options;
  if (axes === null || axes === undefined)
    return permute(
      x,
      x.shape.map((_, axis) => x.ndim - 1 - axis),
    );
  const permutation = axesOf("transpose", axes, x.ndim);
  if (permutation.length === x.ndim) return permute(x, permutation);
  throw new TypeError(`Cannot transpose ${printAval(x.aval)} by [${axes}]: name each of its ${x.ndim} axes once`);
}

/**
 * The transpose of a matrix, or of each matrix in a stack: the last two axes exchanged.
 *
 * @param x array of at least two axes
 * @returns the transposed matrices
 * @throws TypeError for fewer axes
 * @example
 * assertEqual(jnp.matrixTranspose(jnp.zeros([5, 2, 3])).shape, [5, 3, 2]);
 */
export function matrixTranspose(x: ArrayLike): JaxArray {
  const matrix = lift("transpose", x);
  if (matrix.ndim >= 2) return swapaxes(matrix, -1, -2);
  throw new TypeError(`Cannot transpose ${printAval(matrix.aval)} as a matrix: it must have at least two axes`);
}

/**
 * Two axes exchanged.
 *
 * @param a array
 * @param axis1 one axis
 * @param axis2 the other
 * @returns the array with both axes exchanged
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.swapaxes(jnp.zeros([2, 3, 4]), 0, 2).shape, [4, 3, 2]);
 */
export function swapaxes(a: ArrayLike, axis1: number, axis2: number): JaxArray {
  const x = lift("swap axes of", a);
  const [i, j] = [axisOf("swap axes", axis1, x.ndim), axisOf("swap axes", axis2, x.ndim)];
  return permute(
    x,
    x.shape.map((_, axis) => (axis === i ? j : axis === j ? i : axis)),
  );
}

/**
 * Axes moved to other places; the rest keep their order.
 *
 * @param a array
 * @param source the axis to move, or several
 * @param destination its place in the result, or theirs
 * @returns the array with moved axes
 * @throws RangeError for an axis that `a` does not have
 * @throws TypeError for lists of different length
 * @example
 * assertEqual(jnp.moveaxis(jnp.zeros([2, 3, 4]), 0, -1).shape, [3, 4, 2]);
 */
export function moveaxis(
  a: ArrayLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): JaxArray {
  const x = lift("move axes of", a);
  const from = axesOf("move axes", source, x.ndim);
  const to = axesOf("move axes", destination, x.ndim);
  if (from.length !== to.length) {
    throw new TypeError(`Cannot move the axes [${source}] to [${destination}]: both lists must have one length`);
  }
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
  const order = x.shape.map((_, place) => (to.includes(place) ? from[to.indexOf(place)]! : rest.shift()!));
  return permute(x, order);
}
