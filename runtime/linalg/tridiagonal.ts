/** `tridiagonal`: a symmetric matrix turned so that only its diagonal and the ones beside it are not zero. */
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { checkSquare } from "./batched.ts";
import { realPart } from "./conjugate.ts";
import { hessenberg } from "./hessenberg.ts";

/**
 * A symmetric or hermitian matrix as Q T Qᴴ with a tridiagonal T, as LAPACK stores it from the lower triangle.
 *
 * @param a f32[…,n,n], symmetric, or c64[…,n,n], hermitian
 * @returns [the matrix with the vectors of the mirrors whose product is Q below its first subdiagonal; the diagonal of T, f32[…,n]; its
 *   subdiagonal, f32[…,n − 1]; the factors τ of the mirrors, […,n − 1]]
 * @throws TypeError for what is no stack of square matrices of floats or complex numbers
 * @example
 * const [, d, e] = lax.linalg.tridiagonal(jnp.array([[2, 1], [1, 3]], { dtype: "float32" }));
 * assertEqual([String(d), String(e)], ["[2. 3.]", "[1.]"]);
 */
export function tridiagonal(a: JaxArray): [a: JaxArray, d: JaxArray, e: JaxArray, taus: JaxArray] {
  checkSquare("bring to tridiagonal form", a, { complex: true });
  const [reduced, taus] = hessenberg(a);
  const n = a.shape.at(-1)!;
  const outer = a.ndim - 2;
  const along = (axis: number): JaxArray => lax.iota({ dtype: "int32", shape: a.shape, dimension: axis });
  const stored = lax.selectN(lax.ge(along(outer), along(outer + 1)), a, reduced);
  return [stored, diagonalOf(reduced, 0, n), diagonalOf(reduced, 1, n), taus];
}

/** Real elements [k + below, k] of every matrix. */
function diagonalOf(a: JaxArray, below: 0 | 1, n: number): JaxArray {
  const size = Math.max(n - below, 0);
  const shape = [...a.shape.slice(0, -2), size];
  const along = (axis: number): JaxArray => lax.iota({ dtype: "int32", shape, dimension: axis });
  const last = shape.length - 1;
  if (size === 0) return realPart(lax.reshape(a, { newSizes: shape }));
  const places = [...Array.from({ length: last }, (_, axis) => along(axis)), lax.add(along(last), below), along(last)];
  return realPart(lax.gather(a, ...places, { axes: a.shape.map((_, axis) => axis) }));
}
