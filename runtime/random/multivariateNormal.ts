/** Numbers that go together: `multivariateNormal`, and random directions: `orthogonal`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as linalg from "../linalg/index.ts";
import { add, multiply } from "../numpy/arithmetic.ts";
import { asarray, inDType } from "../numpy/array.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { diagonal } from "../numpy/diagonal.ts";
import type { NestedArray } from "../numpy/dtypeOf.ts";
import { einsum } from "../numpy/einsum.ts";
import { shapeOf } from "../numpy/filled.ts";
import { expandDims } from "../numpy/reshape.ts";
import { matrixTranspose } from "../numpy/transpose.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { normal } from "./normal.ts";
import { checkFloat, type FloatOptions } from "./uniform.ts";

/** Options of `multivariateNormal`. */
export interface MultivariateNormalOptions extends FloatOptions {
  /** How the covariance is taken apart; default `"cholesky"`, the fastest; `"svd"` and `"eigh"` also for singular ones. */
  readonly method?: "cholesky" | "eigh" | "svd" | undefined;
}

/**
 * Vectors of the normal distribution with a mean and a covariance.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param mean f32[…,n]
 * @param cov f32[…,n,n], symmetric and positive definite
 * @param shape axis sizes in front of the vectors; default those of the parameters
 * @param options `method`: `"cholesky"` (default), `"eigh"` or `"svd"`; `dtype`
 * @returns f32[shape, n]
 * @throws TypeError for what is no key, and for parameters that do not fit
 * @throws RangeError for another method
 * @example
 * const x = random.multivariateNormal(random.key(0), jnp.zeros([2]), jnp.eye(2), [4]);
 * assertEqual(x.shape, [4, 2]);
 */
export function multivariateNormal(
  key: Key,
  mean: ArrayLike,
  cov: ArrayLike,
  shape?: Shape | number | null,
  options: MultivariateNormalOptions = {},
): JaxArray {
  const action = "draw normal vectors";
  checkFloat(action, options.dtype);
  const { method = "cholesky" } = options;
  const [m, c] = [mean, cov].map((x) => inDType(asarray(x as NestedArray), "float32")) as [JaxArray, JaxArray];
  const n = m.shape.at(-1);
  if (m.ndim < 1 || c.ndim < 2 || c.shape.at(-1) !== n || c.shape.at(-2) !== n)
    throw new TypeError(
      `Cannot ${action} with mean ${printAval(m.aval)} and covariance ${printAval(c.aval)}: they must be […,n] and […,n,n]`,
    );
  const own = broadcastShapes(m.shape.slice(0, -1), c.shape.slice(0, -2));
  const sizes = shape === null || shape === undefined ? own : shapeOf(action, shape);
  const drawn = normal(keyOf(action, key).key, [...sizes, n!]);
  return add(m, einsum("...ij,...j->...i", rootOf(c, method), drawn));
}

/** A matrix whose product with its transpose is the covariance. */
function rootOf(c: JaxArray, method: string): JaxArray {
  if (method === "cholesky") return linalg.cholesky(c);
  if (method === "svd") {
    const [u, s] = linalg.svd(c);
    return multiply(u, expandDims(lax.sqrt(s), -2));
  }
  if (method !== "eigh")
    throw new RangeError(`Cannot take a covariance apart by "${method}": there are "cholesky", "eigh" and "svd"`);
  const [v, w] = linalg.eigh(c);
  return multiply(v, expandDims(lax.sqrt(w), -2));
}

/**
 * Random matrices with orthonormal columns, spread evenly over all of them.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param n number of rows
 * @param shape axis sizes in front of the matrices; default one matrix
 * @param options `m`: number of columns, default n; `dtype`
 * @returns f32[shape, n, m]
 * @throws TypeError for what is no key
 * @throws RangeError for sizes that are not whole or negative
 * @example
 * const q = random.orthogonal(random.key(0), 2);
 * assertAllClose(jnp.matmul(q, q.T), [1, 0, 0, 1], { atol: 1e-5 });
 */
export function orthogonal(
  key: Key,
  n: number,
  shape: Shape | number = [],
  options: FloatOptions & { readonly m?: number | null | undefined } = {},
): JaxArray {
  const action = "draw orthogonal matrices";
  checkFloat(action, options.dtype);
  const [rows, columns] = shapeOf(action, [n, options.m ?? n]) as [number, number];
  const z = normal(key, [...shapeOf(action, shape), Math.max(rows, columns), Math.min(rows, columns)]);
  const [q, r] = linalg.qr(z, { fullMatrices: false });
  const x = multiply(q, expandDims(lax.sign(diagonal(r, { axis1: -2, axis2: -1 })), -2));
  return rows < columns ? matrixTranspose(x) : x;
}
