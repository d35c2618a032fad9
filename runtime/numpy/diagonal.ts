/** Diagonals: `diag diagonal trace`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { axisOf } from "./axes.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { eye } from "./eye.ts";
import { lift } from "./promote.ts";
import { arange } from "./ranges.ts";
import { expandDims } from "./reshape.ts";
import { sum } from "./sums.ts";
import { moveaxis } from "./transpose.ts";
import { where } from "./where.ts";

/** Options of `diagonal` and `trace`. */
export interface DiagonalOptions {
  /** Which diagonal: 0 the main one, 1 the one above; default 0. */
  readonly offset?: number | undefined;
  /** Axis of the rows; default 0. */
  readonly axis1?: number | undefined;
  /** Axis of the columns; default 1. */
  readonly axis2?: number | undefined;
}

/** The array with rows and columns as its last axes. */
function matrices(action: string, a: ArrayLike, { axis1 = 0, axis2 = 1 }: DiagonalOptions): JaxArray {
  const x = lift(action, a);
  if (x.ndim < 2) throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must have at least two axes`);
  const [row, column] = [axisOf(action, axis1, x.ndim), axisOf(action, axis2, x.ndim)];
  if (row === column) throw new TypeError(`Cannot ${action} along axes ${axis1} and ${axis2}: they must be different`);
  return moveaxis(x, [row, column], [-2, -1]);
}

/**
 * The elements of a diagonal.
 *
 * @param a matrix, or a stack of them
 * @param options `offset`: which diagonal, default 0; `axis1`: default 0; `axis2`: default 1
 * @returns the other axes, then the diagonal
 * @throws TypeError for fewer than two axes, or for the same axis twice
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.diagonal(jnp.array([[1, 2], [3, 4]])), "[1 4]");
 */
export function diagonal(a: ArrayLike, options: DiagonalOptions = {}): JaxArray {
  const { offset = 0 } = options;
  const x = matrices("take the diagonal of", a, options);
  const [m, n] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const size = Math.max(0, Math.min(m + Math.min(offset, 0), n - Math.max(offset, 0)));
  const along = (from: number) => arange(from, from + size, { dtype: "int32" });
  return moveaxis(
    lax.gather(x, along(Math.max(-offset, 0)), along(Math.max(offset, 0)), { axes: [x.ndim - 2, x.ndim - 1] }),
    0,
    -1,
  );
}

/**
 * The diagonal of a matrix, or the matrix with a vector as its diagonal.
 *
 * @param v f32[n] or f32[m,n]
 * @param options `k`: which diagonal, default 0, the main one
 * @returns f32[n + |k|, n + |k|], or the diagonal
 * @throws TypeError for other numbers of axes
 * @example
 * assertEqual(jnp.diag(jnp.array([1, 2])), "[[1 0]\n [0 2]]");
 */
export function diag(v: ArrayLike, options: { readonly k?: number | undefined } = {}): JaxArray {
  const { k = 0 } = options;
  const x = lift("take the diagonal of", v);
  if (x.ndim === 2) return diagonal(x, { offset: k });
  if (x.ndim !== 1) throw new TypeError(`Cannot make a diagonal of ${printAval(x.aval)}: it must have one or two axes`);
  const zero = scalar(0, x.dtype, x.weakType);
  const padded = lax.pad(x, zero, { paddingConfig: [[Math.max(0, -k), Math.max(0, k), 0]] });
  return where(eye(padded.size, { k, dtype: "bool" }), expandDims(padded, 1), zero);
}

/**
 * The sum of a diagonal.
 *
 * @param a matrix, or a stack of them
 * @param options `offset`: which diagonal, default 0; `axis1`: default 0; `axis2`: default 1; `dtype`: default that of `a`
 * @returns the other axes
 * @throws TypeError for fewer than two axes, or for the same axis twice
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.trace(jnp.array([[1, 2], [3, 4]])), "5");
 */
export function trace(
  a: ArrayLike,
  options: DiagonalOptions & { readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  const { offset = 0, dtype } = options;
  const x = matrices("take the trace of", a, options);
  const onDiagonal = eye(x.shape.at(-2)!, { M: x.shape.at(-1)!, k: offset, dtype: "bool" });
  return sum(where(onDiagonal, x, scalar(0, x.dtype)), { axis: [-2, -1], ...(dtype ? { dtype: dtypeOf(dtype) } : {}) });
}
