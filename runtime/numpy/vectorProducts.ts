/** More products: `kron cross vander matvec vecmat diagflat`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { multiply, subtract } from "./arithmetic.ts";
import { axisOf } from "./axes.ts";
import { diag } from "./diagonal.ts";
import { stack } from "./join.ts";
import { one } from "./operands.ts";
import { power } from "./power.ts";
import { matmul } from "./product.ts";
import { lift, promote } from "./promote.ts";
import { arange } from "./ranges.ts";
import { expandDims, ravel, reshape, squeeze } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { moveaxis } from "./transpose.ts";

/**
 * The Kronecker product: each element of a times the whole of b.
 *
 * @param a array
 * @param b array
 * @returns an array whose axes have the products of the sizes
 * @example
 * assertEqual(jnp.kron(jnp.array([1, 2]), jnp.array([1, 10])), "[ 1 10  2 20]");
 */
export function kron(a: ArrayLike, b: ArrayLike): JaxArray {
  const [x, y] = promote("kron", a, b) as [JaxArray, JaxArray];
  const rank = Math.max(x.ndim, y.ndim);
  const sizes = (v: JaxArray) => [...new Array<number>(rank - v.ndim).fill(1), ...v.shape];
  const [m, n] = [sizes(x), sizes(y)];
  const left = reshape(
    x,
    m.flatMap((size) => [size, 1]),
  );
  const right = reshape(
    y,
    n.flatMap((size) => [1, size]),
  );
  return reshape(
    multiply(left, right),
    m.map((size, k) => size * n[k]!),
  );
}

/** Options of `cross`. */
export interface CrossOptions {
  /** Axis of the vectors in both operands and the result; overrides the others. */
  readonly axis?: number | null | undefined;
  /** Axis of the vectors in `a`; default the last. */
  readonly axisa?: number | undefined;
  /** Axis of the vectors in `b`; default the last. */
  readonly axisb?: number | undefined;
  /** Axis of the vectors in the result; default the last. */
  readonly axisc?: number | undefined;
}

/**
 * The cross product of vectors of two or three components; of two vectors of two, its third component alone.
 *
 * @param a array with an axis of size 2 or 3
 * @param b array with an axis of size 2 or 3; the other axes broadcast with `a`
 * @param options `axis`: axis of the vectors in all arrays; or `axisa`, `axisb`, `axisc` of each; default the last
 * @returns the products
 * @throws TypeError for vectors of other sizes
 * @example
 * assertEqual(jnp.cross(jnp.array([1, 0, 0]), jnp.array([0, 1, 0])), "[0 0 1]");
 */
export function cross(a: ArrayLike, b: ArrayLike, options: CrossOptions = {}): JaxArray {
  const { axis } = options;
  const given = promote("cross", a, b) as [JaxArray, JaxArray];
  const [axisa, axisb, axisc] =
    axis === null || axis === undefined
      ? [options.axisa ?? -1, options.axisb ?? -1, options.axisc ?? -1]
      : [axis, axis, axis];
  const [x, y] = [
    moveaxis(given[0], axisOf("cross", axisa, given[0].ndim), -1),
    moveaxis(given[1], axisOf("cross", axisb, given[1].ndim), -1),
  ];
  const [m, n] = [x.shape.at(-1)!, y.shape.at(-1)!];
  if (![2, 3].includes(m) || ![2, 3].includes(n))
    throw new TypeError(
      `Cannot cross ${printAval(given[0].aval)} and ${printAval(given[1].aval)}: vectors must have 2 or 3 components, got ${m} and ${n}`,
    );
  const part = (v: JaxArray, k: number) => squeeze(sliceAlong(v, v.ndim - 1, k, k + 1), { axis: -1 });
  const third = subtract(multiply(part(x, 0), part(y, 1)), multiply(part(x, 1), part(y, 0)));
  if (m === 2 && n === 2) return third;
  const z = (v: JaxArray, size: number) => (size === 3 ? part(v, 2) : multiply(part(v, 0), 0));
  const first = subtract(multiply(part(x, 1), z(y, n)), multiply(z(x, m), part(y, 1)));
  const second = subtract(multiply(z(x, m), part(y, 0)), multiply(part(x, 0), z(y, n)));
  return moveaxis(stack([first, second, third], { axis: -1 }), -1, axisc);
}

/**
 * The powers of the elements of a vector as rows: a Vandermonde matrix.
 *
 * @param x vector
 * @param options `N`: number of powers, default the size of `x`; `increasing`: whether powers rise to the right, default false
 * @returns a matrix [x.size, N]
 * @throws TypeError for other than one axis
 * @throws RangeError for a negative number of powers
 * @example
 * assertEqual(jnp.vander(jnp.array([2, 3])), "[[2 1]\n [3 1]]");
 */
export function vander(
  x: ArrayLike,
  options: { readonly N?: number | null | undefined; readonly increasing?: boolean | undefined } = {},
): JaxArray {
  const v = one("take powers of", x);
  if (v.ndim !== 1) throw new TypeError(`Cannot take powers of ${printAval(v.aval)}: it must be a vector`);
  const N = options.N ?? v.size;
  if (!(Number.isInteger(N) && N >= 0))
    throw new RangeError(`Cannot take ${N} powers: the number must be whole and ≥ 0`);
  const exponents = options.increasing ? arange(N) : arange(N - 1, -1, -1);
  return power(expandDims(v, 1), exponents);
}

/**
 * The product of matrices with vectors: x1 · x2 over the last axis of both.
 *
 * @param x1 f32[…,m,n]
 * @param x2 f32[…,n]
 * @returns f32[…,m]
 * @throws TypeError where sizes do not fit
 * @example
 * assertEqual(jnp.matvec(jnp.array([[1, 2], [3, 4]]), jnp.array([1, 1])), "[3 7]");
 */
export function matvec(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = [lift("matvec", x1), lift("matvec", x2)];
  if (a.ndim < 2 || b.ndim < 1)
    throw new TypeError(
      `Cannot matvec ${printAval(a.aval)} and ${printAval(b.aval)}: there must be a matrix and a vector`,
    );
  return squeeze(matmul(a, expandDims(b, -1)), { axis: -1 });
}

/**
 * The product of vectors with matrices, over the axis of the vectors and the first axis of the matrices.
 *
 * @param x1 f32[…,m]
 * @param x2 f32[…,m,n]
 * @returns f32[…,n]
 * @throws TypeError where sizes do not fit
 * @example
 * assertEqual(jnp.vecmat(jnp.array([1, 1]), jnp.array([[1, 2], [3, 4]])), "[4 6]");
 */
export function vecmat(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = [lift("vecmat", x1), lift("vecmat", x2)];
  if (a.ndim < 1 || b.ndim < 2)
    throw new TypeError(
      `Cannot vecmat ${printAval(a.aval)} and ${printAval(b.aval)}: there must be a vector and a matrix`,
    );
  return squeeze(matmul(expandDims(a, -2), b), { axis: -2 });
}

/**
 * A matrix with the flattened elements on a diagonal.
 *
 * @param v array
 * @param options `k`: the diagonal, default 0, the main one
 * @returns a square matrix
 * @example
 * assertEqual(jnp.diagflat(jnp.array([[1], [2]])), "[[1 0]\n [0 2]]");
 */
export function diagflat(v: ArrayLike, options: { readonly k?: number | undefined } = {}): JaxArray {
  return diag(ravel(v), options);
}
