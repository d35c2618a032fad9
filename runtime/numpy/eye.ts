/** Matrices with ones on a diagonal: `eye identity`, and triangles: `tri tril triu`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { inDType } from "./array.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { shapeOf } from "./filled.ts";
import { lift } from "./promote.ts";
import { where } from "./where.ts";

/** Options of `eye`. */
export interface EyeOptions {
  /** Number of columns; default: that of rows. */
  readonly M?: number | null | undefined;
  /** The diagonal: 0 the main one, 1 the one above; default 0. */
  readonly k?: number | undefined;
  /** Dtype of the result; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** column − row for each place of a matrix. */
function diagonalNumber(shape: readonly [number, number]): JaxArray {
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape, dimension });
  return lax.sub(along(1), along(0));
}

/**
 * A matrix with ones on one diagonal and zeros elsewhere.
 *
 * @param N number of rows
 * @param options `M`: number of columns, default N; `k`: which diagonal, default 0, the main one; `dtype`: default float32
 * @returns f32[N,M]
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.eye(2), "[[1. 0.]\n [0. 1.]]");
 */
export function eye(N: number, options: EyeOptions = {}): JaxArray {
  const { M, k = 0, dtype } = options;
  const shape = shapeOf("make a matrix", [N, M ?? N]) as [number, number];
  return inDType(lax.eq(diagonalNumber(shape), k), dtype ? dtypeOf(dtype) : "float32");
}

/**
 * The square matrix with ones on the main diagonal.
 *
 * @param n number of rows and columns
 * @param options `dtype`: default float32
 * @returns f32[n,n]
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.identity(2, { dtype: "int32" }), "[[1 0]\n [0 1]]");
 */
export function identity(n: number, options: Pick<EyeOptions, "dtype"> = {}): JaxArray {
  return eye(n, options);
}

/**
 * A matrix with ones on and below a diagonal.
 *
 * @param N number of rows
 * @param options `M`: number of columns, default N; `k`: the highest diagonal with ones, default 0; `dtype`: default float32
 * @returns f32[N,M]
 * @throws RangeError for a size that is not whole or negative
 * @example
 * assertEqual(jnp.tri(2, { dtype: "int32" }), "[[1 0]\n [1 1]]");
 */
export function tri(N: number, options: EyeOptions = {}): JaxArray {
  const { M, k = 0, dtype } = options;
  const shape = shapeOf("make a matrix", [N, M ?? N]) as [number, number];
  return inDType(lax.le(diagonalNumber(shape), k), dtype ? dtypeOf(dtype) : "float32");
}

function triangle(m: ArrayLike, k: number, side: "lower" | "upper"): JaxArray {
  const x = lift("take a triangle of", m);
  if (x.ndim < 2) throw new TypeError(`Cannot take a triangle of ${printAval(x.aval)}: it must have at least two axes`);
  const diagonal = diagonalNumber([x.shape.at(-2)!, x.shape.at(-1)!]);
  const kept = side === "lower" ? lax.le(diagonal, k) : lax.ge(diagonal, k);
  return where(kept, x, scalar(0, x.dtype, x.weakType));
}

/**
 * The elements on and below a diagonal of a matrix; zeros above.
 *
 * @param m matrix, or a stack of them
 * @param options `k`: the highest diagonal that stays, default 0
 * @returns an array of the same shape and dtype
 * @throws TypeError for fewer than two axes
 * @example
 * assertEqual(jnp.tril(jnp.array([[1, 2], [3, 4]])), "[[1 0]\n [3 4]]");
 */
export function tril(m: ArrayLike, options: { readonly k?: number | undefined } = {}): JaxArray {
  return triangle(m, options.k ?? 0, "lower");
}

/**
 * The elements on and above a diagonal of a matrix; zeros below.
 *
 * @param m matrix, or a stack of them
 * @param options `k`: the lowest diagonal that stays, default 0
 * @returns an array of the same shape and dtype
 * @throws TypeError for fewer than two axes
 * @example
 * assertEqual(jnp.triu(jnp.array([[1, 2], [3, 4]])), "[[1 2]\n [0 4]]");
 */
export function triu(m: ArrayLike, options: { readonly k?: number | undefined } = {}): JaxArray {
  return triangle(m, options.k ?? 0, "upper");
}
