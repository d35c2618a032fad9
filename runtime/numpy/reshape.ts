/** The same elements under another shape: `reshape ravel expandDims squeeze atleast1d atleast2d atleast3d`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { type Shape, sameShape, sizeOf } from "../types/shape.ts";
import { axesOf } from "./axes.ts";
import { isKey, onWords } from "./keys.ts";
import { lift } from "./promote.ts";
import { refuseTraced } from "./refuseTraced.ts";

/** Reshapes also keys. */
function toShape(x: JaxArray, shape: Shape): JaxArray {
  if (sameShape(x.shape, shape)) return x;
  return isKey(x)
    ? onWords(x, (w) => lax.reshape(w, { newSizes: [...shape, 2] }))
    : lax.reshape(x, { newSizes: shape });
}

/**
 * The elements in row-major order under another shape.
 *
 * @param a array
 * @param shape axis sizes, or the size of one axis; one of them may be −1: what is left over
 * @returns the array of that shape
 * @throws TypeError when the number of elements does not fit, or for more than one −1
 * @example
 * assertEqual(jnp.reshape(jnp.arange(6), [2, -1]), "[[0 1 2]\n [3 4 5]]");
 */
export function reshape(a: ArrayLike, shape: Shape | number): JaxArray {
  const x = lift("reshape", a);
  return toShape(x, fillIn(x, Array.isArray(shape) ? (shape as Shape) : [shape as number]));
}

function fillIn(x: JaxArray, shape: Shape): Shape {
  refuseTraced(`reshape ${printAval(x.aval)}`, "size", shape);
  const open = shape.indexOf(-1);
  if (open < 0) return shape;
  const wish = `Cannot reshape ${printAval(x.aval)} to [${shape}]`;
  if (shape.indexOf(-1, open + 1) >= 0) throw new TypeError(`${wish}: only one size may be -1`);
  const rest = sizeOf(shape.filter((_, axis) => axis !== open));
  if (rest === 0 ? x.size !== 0 : x.size % rest !== 0) {
    throw new TypeError(`${wish}: its ${x.size} elements cannot be divided by ${rest}`);
  }
  return shape.map((n, axis) => (axis === open ? (rest === 0 ? 0 : x.size / rest) : n));
}

/**
 * The elements in row-major order along one axis.
 *
 * @param a array
 * @returns the flat array
 * @example
 * assertEqual(jnp.ravel(jnp.array([[1, 2], [3, 4]])), "[1 2 3 4]");
 */
export function ravel(a: ArrayLike): JaxArray {
  return reshape(a, [-1]);
}

/**
 * New axes of size 1.
 *
 * @param a array
 * @param axis where the new axis stands in the result, or several
 * @returns the array with more axes
 * @throws RangeError for a place the result does not have
 * @example
 * assertEqual(jnp.expandDims(jnp.array([1, 2]), 0).shape, [1, 2]);
 */
export function expandDims(a: ArrayLike, axis: number | readonly number[]): JaxArray {
  const x = lift("expand", a);
  const count = typeof axis === "number" ? 1 : axis.length;
  const places = axesOf("expand", axis, x.ndim + count);
  let next = 0;
  return toShape(
    x,
    Array.from({ length: x.ndim + count }, (_, k) => (places.includes(k) ? 1 : x.shape[next++]!)),
  );
}

/**
 * Axes of size 1 left out.
 *
 * @param a array
 * @param options `axis`: the axes to leave out, each of size 1; default: all of size 1
 * @returns the array with fewer axes
 * @throws TypeError for an axis of another size
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.squeeze(jnp.zeros([1, 3, 1])).shape, [3]);
 */
export function squeeze(
  a: ArrayLike,
  options: { readonly axis?: number | readonly number[] | null | undefined } = {},
): JaxArray {
  const x = lift("squeeze", a);
  const { axis } = options;
  const ones = x.shape.flatMap((size, k) => (size === 1 ? [k] : []));
  const dimensions = axis === null || axis === undefined ? ones : axesOf("squeeze", axis, x.ndim);
  if (dimensions.length === 0) return x;
  return isKey(x) ? onWords(x, (w) => lax.squeeze(w, { dimensions })) : lax.squeeze(x, { dimensions });
}

/**
 * The array with at least one axis: a scalar becomes f32[1].
 *
 * @param a array or number; several may follow
 * @returns the array; of several a list
 * @example
 * assertEqual(jnp.atleast1d(3), "[3]");
 */
export function atleast1d(a: ArrayLike): JaxArray;
export function atleast1d(...arrays: readonly ArrayLike[]): JaxArray[];
export function atleast1d(...arrays: readonly ArrayLike[]): JaxArray | JaxArray[] {
  return oneOrMany(arrays, (x) => (x.ndim >= 1 ? x : toShape(x, [1])));
}

/**
 * The array with at least two axes: f32[n] becomes a row f32[1,n].
 *
 * @param a array or number; several may follow
 * @returns the array; of several a list
 * @example
 * assertEqual(jnp.atleast2d(jnp.array([1, 2])).shape, [1, 2]);
 */
export function atleast2d(a: ArrayLike): JaxArray;
export function atleast2d(...arrays: readonly ArrayLike[]): JaxArray[];
export function atleast2d(...arrays: readonly ArrayLike[]): JaxArray | JaxArray[] {
  return oneOrMany(arrays, (x) => (x.ndim >= 2 ? x : toShape(x, [1, x.shape[0] ?? 1])));
}

/**
 * The array with at least three axes: f32[n] becomes f32[1,n,1], and f32[m,n] becomes f32[m,n,1].
 *
 * @param a array or number; several may follow
 * @returns the array; of several a list
 * @example
 * assertEqual(jnp.atleast3d(jnp.array([1, 2])).shape, [1, 2, 1]);
 */
export function atleast3d(a: ArrayLike): JaxArray;
export function atleast3d(...arrays: readonly ArrayLike[]): JaxArray[];
export function atleast3d(...arrays: readonly ArrayLike[]): JaxArray | JaxArray[] {
  return oneOrMany(arrays, (x) => {
    if (x.ndim >= 3) return x;
    return toShape(x, x.ndim === 2 ? [...x.shape, 1] : [1, x.shape[0] ?? 1, 1]);
  });
}

function oneOrMany(arrays: readonly ArrayLike[], widen: (x: JaxArray) => JaxArray): JaxArray | JaxArray[] {
  const wide = arrays.map((a) => widen(lift("view", a)));
  return wide.length === 1 ? wide[0]! : wide;
}
