/** Linear equations and what depends on them: `solve inv det slogdet pinv lstsq matrixRank cond matrixPower tensorinv tensorsolve`. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { scalar } from "../../core/scalar.ts";
import * as linalg from "../../linalg/index.ts";
import * as lax from "../../primitives/index.ts";
import { printAval } from "../../types/aval.ts";
import { sizeOf } from "../../types/shape.ts";
import { divide, multiply } from "../arithmetic.ts";
import { inDType } from "../array.ts";
import { broadcastShapes, broadcastTo } from "../broadcast.ts";
import { diagonal } from "../diagonal.ts";
import { eye } from "../eye.ts";
import { max } from "../minMax.ts";
import { matmul } from "../product.ts";
import { lift } from "../promote.ts";
import { arange } from "../ranges.ts";
import { expandDims, reshape, squeeze } from "../reshape.ts";
import { sliceAlong } from "../sliceAlong.ts";
import { prod, sum } from "../sums.ts";
import { takeAlongAxis } from "../take.ts";
import { matrixTranspose, moveaxis } from "../transpose.ts";
import { where } from "../where.ts";
import { svd, svdvals } from "./decompositions.ts";
import { norm } from "./norms.ts";
import { floating, matrices, squares } from "./operands.ts";

/**
 * The solution of a x = b.
 *
 * @param a f32[…,n,n]
 * @param b f32[n], or f32[…,n,m]
 * @returns f32[…,n], or f32[…,n,m]
 * @throws TypeError where shapes do not fit
 * @example
 * assertAllClose(jnp.linalg.solve(jnp.array([[2, 1], [1, 3]]), jnp.array([3, 5])), [0.8, 1.4]);
 */
export function solve(a: ArrayLike, b: ArrayLike): JaxArray {
  const [x, given] = alike(squares("solve", a, { complex: true }), floating(lift("solve for", b)));
  const isVector = given.ndim === 1;
  const right = isVector ? expandDims(given, -1) : given;
  const n = x.shape.at(-1)!;
  if (right.ndim < 2 || right.shape.at(-2) !== n)
    throw new TypeError(`Cannot solve ${printAval(x.aval)} for ${printAval(given.aval)}: it must have ${n} rows`);
  const outer = broadcastShapes(x.shape.slice(0, -2), right.shape.slice(0, -2));
  const result = solveStack(broadcastTo(x, [...outer, n, n]), broadcastTo(right, [...outer, n, right.shape.at(-1)!]));
  return isVector ? squeeze(result, { axis: -1 }) : result;
}

/** Both complex if one is. */
function alike(a: JaxArray, b: JaxArray): readonly [JaxArray, JaxArray] {
  if (a.dtype === b.dtype) return [a, b];
  return [inDType(a, "complex64"), inDType(b, "complex64")];
}

function solveStack(a: JaxArray, b: JaxArray): JaxArray {
  const [lu, , permutation] = linalg.lu(a);
  const moved = takeAlongAxis(b, expandDims(permutation, -1), { axis: -2, mode: "clip" });
  const half = linalg.triangularSolve(lu, moved, { leftSide: true, lower: true, unitDiagonal: true });
  return linalg.triangularSolve(lu, half, { leftSide: true, lower: false });
}

/**
 * The inverse: a⁻¹ a = 1.
 *
 * @param a f32[…,n,n]
 * @returns f32[…,n,n]; ∞ and NaN where there is none
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertAllClose(jnp.linalg.inv(jnp.array([[2, 0], [0, 4]])), [0.5, 0, 0, 0.25]);
 */
export function inv(a: ArrayLike): JaxArray {
  const x = squares("invert", a, { complex: true });
  return solveStack(x, broadcastTo(eye(x.shape.at(-1)!, { dtype: x.dtype }), x.shape));
}

/** +1 or −1 for an even or odd permutation, from the exchanges; and the diagonal of U. */
function elimination(x: JaxArray): readonly [parity: JaxArray, diagonal: JaxArray] {
  const [lu, pivots] = linalg.lu(x);
  const n = x.shape.at(-1)!;
  const exchanged = lax.ne(pivots, broadcastTo(arange(n), pivots.shape));
  const count = sum(exchanged, { axis: -1 });
  const parity = lax.sub(1, lax.mul(lax.rem(count, scalar(2, "int32")), 2));
  return [inDType(parity, "float32"), diagonal(lu, { axis1: -2, axis2: -1 })];
}

/**
 * The determinant.
 *
 * @param a f32[…,n,n]
 * @returns f32[…]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertAllClose(jnp.linalg.det(jnp.array([[1, 2], [3, 4]])), -2);
 */
export function det(a: ArrayLike): JaxArray {
  const x = squares("take the determinant of", a, { complex: true });
  const [m00, m01, m10, m11] = x.shape.at(-1) === 2 ? entriesOfTwo(x) : [];
  // two by two by its formula, which also has derivatives where it is 0
  if (m00) return lax.sub(lax.mul(m00, m11!), lax.mul(m01!, m10!));
  const [parity, diagonals] = elimination(x);
  return multiply(parity, prod(diagonals, { axis: -1 }));
}

function entriesOfTwo(x: JaxArray): JaxArray[] {
  return [0, 1].flatMap((i) =>
    [0, 1].map((j) =>
      reshape(sliceAlong(sliceAlong(x, x.ndim - 2, i, i + 1), x.ndim - 1, j, j + 1), x.shape.slice(0, -2)),
    ),
  );
}

/**
 * Sign and logarithm of the absolute value of the determinant: also where this is too large or small for a float.
 *
 * @param a f32[…,n,n]
 * @returns [sign, log |det|], f32[…]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * const [sign, log] = jnp.linalg.slogdet(jnp.array([[1, 2], [3, 4]]));
 * assertEqual(sign, "-1.0");
 * assertAllClose(log, Math.log(2));
 */
export function slogdet(a: ArrayLike): [sign: JaxArray, logabsdet: JaxArray] {
  const [parity, diagonals] = elimination(squares("take the determinant of", a, { complex: true }));
  const sign = multiply(parity, prod(lax.sign(diagonals), { axis: -1 }));
  return [sign, sum(lax.log(lax.abs(diagonals)), { axis: -1 })];
}

/** Options of functions that take small singular values for 0. */
export interface ToleranceOptions {
  /** Singular values at most so many times the largest one count as 0. */
  readonly rtol?: ArrayLike | null | undefined;
}

/** 2⁻²³: the distance from 1 to the next float32. */
const eps = 2 ** -23;

/**
 * The pseudo-inverse of Moore and Penrose.
 *
 * @param a f32[…,m,n]
 * @param options `rtol`: singular values at most so many times the largest count as 0, default 10 · max(m, n) · 2⁻²³
 * @returns f32[…,n,m]
 * @throws TypeError for what is no stack of matrices
 * @example
 * assertAllClose(jnp.linalg.pinv(jnp.array([[2], [0]])), [0.5, 0]);
 */
export function pinv(
  a: ArrayLike,
  options: ToleranceOptions & { readonly rcond?: ArrayLike | null | undefined } = {},
): JaxArray {
  const x = matrices("invert", a);
  const [m, n] = x.shape.slice(-2) as [number, number];
  const rtol = options.rtol ?? options.rcond ?? 10 * Math.max(m, n) * eps;
  const [u, s, vt] = svd(x, { fullMatrices: false });
  const cutoff = multiply(max(s, { axis: -1, keepdims: true, initial: 0 }), rtol);
  const isKept = lax.gt(s, broadcastTo(cutoff, s.shape));
  const inverse = where(isKept, divide(1, where(isKept, s, 1)), 0);
  return matmul(matrixTranspose(vt), multiply(expandDims(inverse, -1), matrixTranspose(u)));
}

/**
 * The number of singular values that are not 0.
 *
 * @param M f32[…,m,n]
 * @param options `rtol`: singular values at most so many times the largest count as 0, default max(m, n) · 2⁻²³
 * @returns i32[…]
 * @throws TypeError for what is no stack of matrices
 * @example
 * assertEqual(jnp.linalg.matrixRank(jnp.array([[1, 2], [2, 4]])), "1");
 */
export function matrixRank(M: ArrayLike, options: ToleranceOptions = {}): JaxArray {
  const x = matrices("take the rank of", M);
  const s = svdvals(x);
  const rtol = options.rtol ?? Math.max(...x.shape.slice(-2)) * eps;
  const cutoff = multiply(max(s, { axis: -1, keepdims: true, initial: 0 }), rtol);
  return sum(lax.gt(s, broadcastTo(cutoff, s.shape)), { axis: -1 });
}

/**
 * The condition number: how much a matrix enlarges errors.
 *
 * @param x f32[…,m,n]
 * @param options `p`: the norm; default the ratio of the largest and the smallest singular value
 * @returns f32[…]
 * @throws TypeError for what is no stack of matrices
 * @example
 * assertAllClose(jnp.linalg.cond(jnp.array([[2, 0], [0, 8]])), 4);
 */
export function cond(x: ArrayLike, options: { readonly p?: number | "fro" | "nuc" | null | undefined } = {}): JaxArray {
  const { p } = options;
  const a = matrices("take the condition of", x);
  if (p === null || p === undefined || p === 2 || p === -2) {
    const s = svdvals(a);
    const last = s.shape.at(-1)!;
    const at = (k: number) => reshape(sliceAlong(s, s.ndim - 1, k, k + 1), s.shape.slice(0, -1));
    return p === -2 ? divide(at(last - 1), at(0)) : divide(at(0), at(last - 1));
  }
  const over = { ord: p, axis: [-2, -1] as const };
  return multiply(norm(a, over), norm(inv(a), over));
}

/**
 * The x with the least ‖a x − b‖; of several, the shortest.
 *
 * @param a f32[m,n]
 * @param b f32[m], or f32[m,k]
 * @param options `rcond`: singular values at most so many times the largest count as 0, default max(m, n) · 2⁻²³
 * @returns [x; sums of squared residuals f32[k]; rank; singular values]
 * @throws TypeError where shapes do not fit
 * @example
 * const [x] = jnp.linalg.lstsq(jnp.array([[1, 0], [1, 1], [1, 2]]), jnp.array([1, 3, 5]));
 * assertAllClose(x, [1, 2], { rtol: 1e-4 });
 */
export function lstsq(
  a: ArrayLike,
  b: ArrayLike,
  options: { readonly rcond?: ArrayLike | null | undefined } = {},
): [x: JaxArray, residuals: JaxArray, rank: JaxArray, s: JaxArray] {
  const x = matrices("solve", a);
  const given = inDType(lift("solve for", b), "float32");
  const right = given.ndim === 1 ? expandDims(given, 1) : given;
  if (x.ndim !== 2 || right.ndim !== 2 || right.shape[0] !== x.shape[0])
    throw new TypeError(`Cannot solve ${printAval(x.aval)} for ${printAval(given.aval)}: both must have as many rows`);
  const [u, s, vt] = svd(x, { fullMatrices: false });
  const cutoff = multiply(max(s, { initial: 0 }), options.rcond ?? Math.max(...x.shape) * eps);
  const isKept = lax.ge(s, broadcastTo(cutoff, s.shape));
  const inverse = where(isKept, divide(1, where(isKept, s, 1)), 0);
  const solution = matmul(matrixTranspose(vt), multiply(expandDims(inverse, 1), matmul(matrixTranspose(u), right)));
  const residuals = sum(lax.square(lax.sub(right, matmul(x, solution))), { axis: 0 });
  return [given.ndim === 1 ? squeeze(solution, { axis: 1 }) : solution, residuals, sum(isKept), s];
}

/**
 * A square matrix multiplied by itself n times, by squaring.
 *
 * @param a f32[…,m,m]
 * @param n a whole number; negative ones mean powers of the inverse
 * @returns f32[…,m,m]
 * @throws TypeError for what is no stack of square matrices, or an exponent that is not whole
 * @example
 * assertEqual(jnp.linalg.matrixPower(jnp.array([[1, 1], [0, 1]]), 5), "[[1 5]\n [0 1]]");
 */
export function matrixPower(a: ArrayLike, n: number): JaxArray {
  const given = lift("raise", a);
  if (given.ndim < 2 || given.shape.at(-1) !== given.shape.at(-2))
    throw new TypeError(`Cannot raise ${printAval(given.aval)} to a power: the last two axes must have one size`);
  if (!Number.isInteger(n)) throw new TypeError(`Cannot raise a matrix to the power ${n}: the exponent must be whole`);
  if (n === 0) return broadcastTo(eye(given.shape.at(-1)!, { dtype: given.dtype }), given.shape);
  let square = n < 0 ? inv(given) : given;
  let result: JaxArray | undefined;
  for (let rest = Math.abs(n); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result ? matmul(result, square) : square;
    if (rest > 1) square = matmul(square, square);
  }
  return result!;
}

/**
 * The inverse of a tensor for `tensordot`.
 *
 * @param a array whose first `ind` axes have as many elements as the others
 * @param options `ind`: default 2
 * @returns an array with both groups of axes exchanged
 * @throws TypeError where the sizes do not fit
 * @example
 * assertEqual(jnp.linalg.tensorinv(jnp.eye(4).reshape([4, 2, 2]), { ind: 1 }).shape, [2, 2, 4]);
 */
export function tensorinv(a: ArrayLike, options: { readonly ind?: number | undefined } = {}): JaxArray {
  const { ind = 2 } = options;
  const x = lift("invert", a);
  const [rows, columns] = [x.shape.slice(0, ind), x.shape.slice(ind)];
  if (!(ind > 0) || sizeOf(rows) !== sizeOf(columns))
    throw new TypeError(
      `Cannot invert ${printAval(x.aval)} by its first ${ind} axes: both groups must have as many elements`,
    );
  return reshape(inv(reshape(x, [sizeOf(rows), sizeOf(columns)])), [...columns, ...rows]);
}

/**
 * The x with tensordot(a, x) = b over the last axes of a.
 *
 * @param a array of the axes of `b`, then those of x
 * @param b array
 * @param options `axes`: axes of `a` that are moved to the end first
 * @returns x
 * @throws TypeError where the sizes do not fit
 * @example
 * assertAllClose(jnp.linalg.tensorsolve(jnp.eye(4).reshape([4, 2, 2]).mul(2), jnp.ones([4])), [0.5, 0.5, 0.5, 0.5]);
 */
export function tensorsolve(
  a: ArrayLike,
  b: ArrayLike,
  options: { readonly axes?: readonly number[] | null | undefined } = {},
): JaxArray {
  const given = lift("solve", a);
  const right = lift("solve for", b);
  const { axes } = options;
  const x = axes
    ? moveaxis(
        given,
        axes,
        axes.map((_, k) => given.ndim - axes.length + k),
      )
    : given;
  const unknown = x.shape.slice(right.ndim);
  if (sizeOf(unknown) !== right.size)
    throw new TypeError(
      `Cannot solve ${printAval(x.aval)} for ${printAval(right.aval)}: the other axes must have as many elements`,
    );
  return reshape(solve(reshape(x, [right.size, right.size]), reshape(right, [right.size])), unknown);
}
