/** Matrices taken apart: `cholesky qr eigh eigvalsh svd svdvals`. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as linalg from "../../linalg/index.ts";
import { add, multiply, subtract } from "../arithmetic.ts";
import { diagonal } from "../diagonal.ts";
import { eye, tril, triu } from "../eye.ts";
import { conj } from "../realParts.ts";
import { expandDims } from "../reshape.ts";
import { matrixTranspose } from "../transpose.ts";
import { matrices, squares } from "./operands.ts";

/**
 * The triangle whose product with its transpose is a positive definite matrix: a = L Lᵀ.
 *
 * @param a f32[…,n,n], symmetric
 * @param options `upper`: give Lᵀ, default false; `symmetrizeInput`: take (a + aᵀ) / 2 first, default true
 * @returns f32[…,n,n]; NaN where `a` is not positive definite
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertEqual(jnp.linalg.cholesky(jnp.array([[4, 2], [2, 2]])), "[[2. 0.]\n [1. 1.]]");
 */
export function cholesky(
  a: ArrayLike,
  options: { readonly upper?: boolean | undefined; readonly symmetrizeInput?: boolean | undefined } = {},
): JaxArray {
  const { upper = false, symmetrizeInput = true } = options;
  const x = squares("factor by Cholesky's method", a, { complex: true });
  const lower = linalg.cholesky(x, { symmetrizeInput });
  return upper ? conj(matrixTranspose(lower)) : lower;
}

/** What `qr` gives: both factors, only the triangle, or the mirrors as LAPACK stores them. */
export type QrMode = "reduced" | "complete" | "r";

/**
 * A matrix as the product of one with orthonormal columns and an upper triangle.
 *
 * @param a f32[…,m,n]
 * @param options `mode`: `"reduced"`: min(m, n) columns (default); `"complete"`: m columns; `"r"`: the triangle alone
 * @returns [Q, R], or R
 * @throws TypeError for what is no stack of matrices
 * @throws RangeError for another mode
 * @example
 * const [q, r] = jnp.linalg.qr(jnp.array([[3, 1], [4, 1]]));
 * assertAllClose(jnp.matmul(q, r), [3, 1, 4, 1]);
 */
export function qr(a: ArrayLike, options: { readonly mode: "r" }): JaxArray;
export function qr(a: ArrayLike, options?: { readonly mode?: QrMode | undefined }): [q: JaxArray, r: JaxArray];
export function qr(
  a: ArrayLike,
  options: { readonly mode?: QrMode | undefined } = {},
): JaxArray | [JaxArray, JaxArray] {
  const { mode = "reduced" } = options;
  if (!["reduced", "complete", "r"].includes(mode))
    throw new RangeError(`Cannot factor in mode "${mode}": there are "reduced", "complete" and "r"`);
  const [q, r] = linalg.qr(matrices("factor", a), { fullMatrices: mode === "complete" });
  return mode === "r" ? r : [q, r];
}

/**
 * Eigenvalues and eigenvectors of general matrices: a V = V diag(w).
 *
 * @param a f32[…,n,n] or c64[…,n,n]
 * @returns [w, c64[…,n]; V, c64[…,n,n], columns of length 1]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * const [w, v] = jnp.linalg.eig(jnp.array([[2, 1], [0, 3]]));
 * assertAllClose(jnp.sort(jnp.real(w)), [2, 3]);
 */
export function eig(a: ArrayLike): [eigenvalues: JaxArray, eigenvectors: JaxArray] {
  const x = squares("find eigenvalues of", a, { complex: true });
  return linalg.eig(x, { computeLeftEigenvectors: false }) as [JaxArray, JaxArray];
}

/**
 * Eigenvalues of general matrices.
 *
 * @param a f32[…,n,n] or c64[…,n,n]
 * @returns c64[…,n]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertAllClose(jnp.sort(jnp.imag(jnp.linalg.eigvals(jnp.array([[0, 1], [-1, 0]])))), [-1, 1]);
 */
export function eigvals(a: ArrayLike): JaxArray {
  return eig(a)[0];
}

/** Options of `eigh` and `eigvalsh`. */
export interface EighOptions {
  /** Which triangle is read without `symmetrizeInput`: `"L"` (default) or `"U"`. */
  readonly UPLO?: "L" | "U" | null | undefined;
  /** Whether (a + aᵀ) / 2 is taken first; default true. */
  readonly symmetrizeInput?: boolean | undefined;
}

/**
 * Eigenvalues and eigenvectors of symmetric matrices: a V = V diag(w).
 *
 * @param a f32[…,n,n], symmetric
 * @param options `symmetrizeInput`: take (a + aᵀ) / 2 first, default true; else `UPLO`: the triangle that is read, default `"L"`
 * @returns [w, f32[…,n], rising; V, f32[…,n,n] with orthonormal columns]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * const [w, v] = jnp.linalg.eigh(jnp.array([[2, 1], [1, 2]]));
 * assertAllClose(w, [1, 3]);
 */
export function eigh(a: ArrayLike, options: EighOptions = {}): [eigenvalues: JaxArray, eigenvectors: JaxArray] {
  const { UPLO, symmetrizeInput = true } = options;
  const x = squares("find eigenvalues of", a);
  const [v, w] = linalg.eigh(symmetrizeInput && !UPLO ? x : mirrored(x, UPLO ?? "L"));
  return [w, v];
}

/** The symmetric matrix of one triangle. */
function mirrored(x: JaxArray, side: "L" | "U"): JaxArray {
  const part = side === "L" ? tril(x) : triu(x);
  const onDiagonal = multiply(eye(x.shape.at(-1)!), expandDims(diagonal(x, { axis1: -2, axis2: -1 }), -1));
  return subtract(add(part, matrixTranspose(part)), onDiagonal);
}

/**
 * Eigenvalues of symmetric matrices.
 *
 * @param a f32[…,n,n], symmetric
 * @param options as of `eigh`
 * @returns f32[…,n], rising
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertAllClose(jnp.linalg.eigvalsh(jnp.array([[2, 1], [1, 2]])), [1, 3]);
 */
export function eigvalsh(a: ArrayLike, options: EighOptions = {}): JaxArray {
  return eigh(a, options)[0];
}

/** Options of `svd`. */
export interface SvdOptions {
  /** Whether U and V are square; default true. */
  readonly fullMatrices?: boolean | undefined;
  /** Whether U and V are computed too; default true. */
  readonly computeUv?: boolean | undefined;
}

/**
 * A matrix as U diag(s) Vᵀ.
 *
 * @param a f32[…,m,n]
 * @param options `fullMatrices`: U and V square, default true, else with min(m, n) columns; `computeUv`: default true
 * @returns [U, s falling, Vᵀ]; s alone without `computeUv`
 * @throws TypeError for what is no stack of matrices
 * @example
 * const [u, s, vt] = jnp.linalg.svd(jnp.array([[3, 0], [0, -4]]));
 * assertAllClose(s, [4, 3]);
 */
export function svd(a: ArrayLike, options: SvdOptions & { readonly computeUv: false }): JaxArray;
export function svd(a: ArrayLike, options?: SvdOptions): [u: JaxArray, s: JaxArray, vt: JaxArray];
export function svd(a: ArrayLike, options: SvdOptions = {}): JaxArray | [JaxArray, JaxArray, JaxArray] {
  const x = matrices("find singular values of", a);
  return options.computeUv === false
    ? linalg.svd(x, { computeUv: false })
    : linalg.svd(x, { fullMatrices: options.fullMatrices });
}

/**
 * Singular values.
 *
 * @param x f32[…,m,n]
 * @returns f32[…,min(m,n)], falling
 * @throws TypeError for what is no stack of matrices
 * @example
 * assertAllClose(jnp.linalg.svdvals(jnp.array([[3, 0], [0, -4]])), [4, 3]);
 */
export function svdvals(x: ArrayLike): JaxArray {
  return svd(x, { computeUv: false });
}
