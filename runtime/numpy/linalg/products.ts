/** Functions of `jnp` as the array API has them in `linalg`: `cross diagonal trace outer multiDot`. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { printAval } from "../../types/aval.ts";
import * as diagonals from "../diagonal.ts";
import type { DTypeLike } from "../dtypeOf.ts";
import { matmul, outer as outerOf } from "../product.ts";
import { lift } from "../promote.ts";
import { cross as crossOf } from "../vectorProducts.ts";

/**
 * The cross product of vectors of three components.
 *
 * @param x1 array with an axis of size 3
 * @param x2 array with an axis of size 3
 * @param options `axis`: axis of the vectors, default the last
 * @returns the products
 * @throws TypeError for vectors of other sizes
 * @example
 * assertEqual(jnp.linalg.cross(jnp.array([1, 0, 0]), jnp.array([0, 1, 0])), "[0 0 1]");
 */
export function cross(x1: ArrayLike, x2: ArrayLike, options: { readonly axis?: number | undefined } = {}): JaxArray {
  const { axis = -1 } = options;
  for (const given of [x1, x2]) {
    const x = lift("cross", given);
    if (x.shape.at(axis) !== 3)
      throw new TypeError(`Cannot cross ${printAval(x.aval)} along axis ${axis}: vectors must have 3 components`);
  }
  return crossOf(x1, x2, { axis });
}

/**
 * The diagonals of the last two axes.
 *
 * @param x array of at least two axes
 * @param options `offset`: which diagonal, default 0, the main one
 * @returns the diagonals, along the last axis
 * @throws TypeError for fewer axes
 * @example
 * assertEqual(jnp.linalg.diagonal(jnp.array([[1, 2], [3, 4]])), "[1 4]");
 */
export function diagonal(x: ArrayLike, options: { readonly offset?: number | undefined } = {}): JaxArray {
  return diagonals.diagonal(x, { ...options, axis1: -2, axis2: -1 });
}

/**
 * The sums of the diagonals of the last two axes.
 *
 * @param x array of at least two axes
 * @param options `offset`: which diagonal, default 0; `dtype`
 * @returns the sums
 * @throws TypeError for fewer axes
 * @example
 * assertEqual(jnp.linalg.trace(jnp.array([[1, 2], [3, 4]])), "5");
 */
export function trace(
  x: ArrayLike,
  options: { readonly offset?: number | undefined; readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  return diagonals.trace(x, { ...options, axis1: -2, axis2: -1 });
}

/**
 * The product of each element of one vector with each of another.
 *
 * @param x1 vector
 * @param x2 vector
 * @returns a matrix
 * @throws TypeError for other than one axis
 * @example
 * assertEqual(jnp.linalg.outer(jnp.array([1, 2]), jnp.array([3, 4])), "[[3 4]\n [6 8]]");
 */
export function outer(x1: ArrayLike, x2: ArrayLike): JaxArray {
  for (const given of [x1, x2]) {
    const x = lift("outer", given);
    if (x.ndim !== 1) throw new TypeError(`Cannot take the outer product of ${printAval(x.aval)}: it must be a vector`);
  }
  return outerOf(x1, x2);
}

/**
 * The product of several matrices, in the order of least work.
 *
 * @param arrays matrices; the first and the last may be vectors
 * @returns their product
 * @throws TypeError for fewer than two, or sizes that do not fit
 * @example
 * assertEqual(jnp.linalg.multiDot([jnp.ones([2, 3]), jnp.ones([3, 4]), jnp.ones([4])]), "[12. 12.]");
 */
export function multiDot(arrays: readonly ArrayLike[]): JaxArray {
  const xs = arrays.map((x) => lift("multiply", x));
  const n = xs.length;
  if (n < 2) throw new TypeError(`Cannot multiply ${n} matrices: give at least two`);
  const rows = (x: JaxArray, k: number) => (x.ndim === 1 ? (k === 0 ? 1 : x.shape[0]!) : x.shape[0]!);
  const last = xs.at(-1)!;
  const sizes = [...xs.map(rows), last.ndim === 1 ? 1 : last.shape[1]!];
  // cost[i][j]: least work for the product of matrices i … j, and where it is split
  const best = xs.map(() => xs.map(() => ({ cost: 0, split: 0 })));
  for (let length = 1; length < n; length++) {
    for (let i = 0; i + length < n; i++) {
      const j = i + length;
      best[i]![j] = { cost: Number.POSITIVE_INFINITY, split: i };
      for (let k = i; k < j; k++) {
        const cost = best[i]![k]!.cost + best[k + 1]![j]!.cost + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (cost < best[i]![j]!.cost) best[i]![j] = { cost, split: k };
      }
    }
  }
  const multiply = (i: number, j: number): JaxArray => {
    if (i === j) return xs[i]!;
    const { split } = best[i]![j]!;
    return matmul(multiply(i, split), multiply(split + 1, j));
  };
  return multiply(0, n - 1);
}
