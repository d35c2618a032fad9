/** `jax.scipy.linalg`: what `jnp.linalg` has, and equations with matrices that are taken apart already. */
import { foriLoop } from "../control/foriLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../linalg/index.ts";
import * as jnp from "../numpy/index.ts";
import { floating, squares } from "../numpy/linalg/operands.ts";
import { lift } from "../numpy/promote.ts";

export { eigh, qr, svd } from "../numpy/linalg/decompositions.ts";
export { det, inv } from "../numpy/linalg/solving.ts";

/** Which triangle of a matrix is meant. */
export interface TriangleOptions {
  /** Whether the lower triangle; default false. */
  readonly lower?: boolean | undefined;
}

/** Options of `solveTriangular`. */
export interface SolveTriangularOptions extends TriangleOptions {
  /** 0: a x = b (default); 1: aᵀ x = b; 2: aᴴ x = b. */
  readonly trans?: 0 | 1 | 2 | undefined;
  /** Whether the diagonal counts as 1; default false. */
  readonly unitDiagonal?: boolean | undefined;
}

/** b as columns, in the dtype of a. */
function columns(a: JaxArray, b: ArrayLike): { readonly right: JaxArray; readonly back: (x: JaxArray) => JaxArray } {
  const given = floating(lift("solve for", b)).astype(a.dtype);
  if (given.ndim > 1) return { right: given, back: (x) => x };
  return { right: jnp.expandDims(given, -1), back: (x) => jnp.squeeze(x, { axis: -1 }) };
}

/**
 * The solution of a x = b for a triangle a.
 *
 * @param a f32[…,n,n] or c64[…,n,n]; only the triangle is read
 * @param b f32[n] or f32[…,n,m]
 * @param options `lower`: default false; `trans`: 0, 1 or 2, default 0; `unitDiagonal`: default false
 * @returns x, of the shape of b
 * @throws TypeError for shapes that do not fit
 * @example
 * assertAllClose(jax.scipy.linalg.solveTriangular(jnp.array([[2, 0], [1, 1]]), jnp.array([2, 3]), { lower: true }), [1, 2]);
 */
export function solveTriangular(a: ArrayLike, b: ArrayLike, options: SolveTriangularOptions = {}): JaxArray {
  const { lower = false, trans = 0, unitDiagonal = false } = options;
  const x = squares("solve a triangle of", a, { complex: true });
  const { right, back } = columns(x, b);
  return back(
    lax.triangularSolve(x, right, {
      leftSide: true,
      lower,
      unitDiagonal,
      transposeA: trans > 0,
      conjugateA: trans === 2,
    }),
  );
}

/**
 * The triangle of a positive definite matrix; here the upper one unless told.
 *
 * @param a f32[…,n,n], symmetric
 * @param options `lower`: default false
 * @returns f32[…,n,n]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * assertEqual(jax.scipy.linalg.cholesky(jnp.array([[4, 2], [2, 2]])), "[[2. 1.]\n [0. 1.]]");
 */
export function cholesky(a: ArrayLike, options: TriangleOptions = {}): JaxArray {
  return jnp.linalg.cholesky(a, { upper: !(options.lower ?? false) });
}

/**
 * A positive definite matrix taken apart for `choSolve`.
 *
 * @param a f32[…,n,n], symmetric
 * @param options `lower`: default false
 * @returns [triangle, whether it is the lower one]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * const factor = jax.scipy.linalg.choFactor(jnp.array([[4, 2], [2, 2]]));
 * assertAllClose(jax.scipy.linalg.choSolve(factor, jnp.array([2, 2])), [0, 1]);
 */
export function choFactor(a: ArrayLike, options: TriangleOptions = {}): [c: JaxArray, lower: boolean] {
  const { lower = false } = options;
  return [cholesky(a, { lower }), lower];
}

/**
 * The solution of a x = b for a matrix that `choFactor` took apart.
 *
 * @param factor what `choFactor` gave
 * @param b f32[n] or f32[…,n,m]
 * @returns x, of the shape of b
 * @throws TypeError for shapes that do not fit
 * @example
 * const factor = jax.scipy.linalg.choFactor(jnp.array([[4, 2], [2, 2]]), { lower: true });
 * assertAllClose(jax.scipy.linalg.choSolve(factor, jnp.array([2, 2])), [0, 1]);
 */
export function choSolve(factor: readonly [c: ArrayLike, lower: boolean], b: ArrayLike): JaxArray {
  const [c, lower] = factor;
  const half = solveTriangular(c, b, { lower, trans: lower ? 0 : 2 });
  return solveTriangular(c, half, { lower, trans: lower ? 2 : 0 });
}

/**
 * A matrix taken apart for `luSolve`.
 *
 * @param a f32[…,n,n] or c64[…,n,n]
 * @returns [both triangles in one matrix, the row that each one was exchanged with]
 * @throws TypeError for what is no stack of square matrices
 * @example
 * const factor = jax.scipy.linalg.luFactor(jnp.array([[0, 2], [1, 1]]));
 * assertAllClose(jax.scipy.linalg.luSolve(factor, jnp.array([2, 3])), [2, 1]);
 */
export function luFactor(a: ArrayLike): [lu: JaxArray, pivots: JaxArray] {
  const [lu, pivots] = lax.lu(squares("factor", a, { complex: true }));
  return [lu, pivots];
}

/**
 * The solution of a x = b for a matrix that `luFactor` took apart.
 *
 * @param factor what `luFactor` gave
 * @param b f32[n] or f32[n,m]
 * @returns x, of the shape of b
 * @throws TypeError for shapes that do not fit, and for stacks
 * @example
 * const factor = jax.scipy.linalg.luFactor(jnp.array([[2, 0], [0, 4]]));
 * assertAllClose(jax.scipy.linalg.luSolve(factor, jnp.array([2, 4])), [1, 1]);
 */
export function luSolve(factor: readonly [lu: ArrayLike, pivots: ArrayLike], b: ArrayLike): JaxArray {
  const lu = squares("solve", factor[0], { complex: true });
  if (lu.ndim !== 2) throw new TypeError("Cannot solve for stacks of matrices: use jax.vmap(jax.scipy.linalg.luSolve)");
  const order = lax.luPivotsToPermutation(jnp.asarray(factor[1]), lu.shape[0]!);
  const moved = jnp.take(jnp.asarray(b), order, { axis: 0 });
  return solveTriangular(lu, solveTriangular(lu, moved, { lower: true, unitDiagonal: true }));
}

/**
 * Matrices along a diagonal, zeros elsewhere.
 *
 * @param arrs matrices
 * @returns one matrix
 * @throws TypeError for more than two axes
 * @example
 * assertEqual(jax.scipy.linalg.blockDiag(jnp.array([[1]]), jnp.array([[2, 3]])), "[[1 0 0]\n [0 2 3]]");
 */
export function blockDiag(...arrs: readonly ArrayLike[]): JaxArray {
  const blocks = (arrs.length > 0 ? arrs : [jnp.zeros([1, 0])]).map((x) => jnp.atleast2d(jnp.asarray(x)));
  const width = blocks.reduce((sum, x) => sum + x.shape[1]!, 0);
  let before = 0;
  const rows = blocks.map((x) => {
    const row = jnp.pad(x, [
      [0, 0],
      [before, width - before - x.shape[1]!],
    ]);
    before += x.shape[1]!;
    return row;
  });
  return jnp.concatenate(rows, { axis: 0 });
}

/**
 * The exponential of a matrix, by its series and by squaring.
 *
 * @param A f32[n,n] or c64[n,n]
 * @returns of the shape of A
 * @throws TypeError for other than one square matrix
 * @example
 * assertAllClose(jax.scipy.linalg.expm(jnp.array([[0, 1], [0, 0]])), [[1, 1], [0, 1]]);
 */
export function expm(A: ArrayLike): JaxArray {
  const x = squares("exponentiate", A, { complex: true });
  if (x.ndim !== 2) throw new TypeError("Cannot exponentiate stacks of matrices: use jax.vmap(jax.scipy.linalg.expm)");
  const n = x.shape[0]!;
  const size = jnp.max(jnp.sum(jnp.abs(x), { axis: 0 }));
  const rounds = jnp.clip(jnp.ceil(jnp.log2(jnp.maximum(size, 1e-30).div(0.5))), 0, 32);
  const scaled = x.div(jnp.exp2(rounds));
  const unit = jnp.eye(n, { dtype: x.dtype });
  let sum: JaxArray = unit;
  // Horner's scheme for Σ aᵏ / k!: of a matrix of at most ½ eleven terms are float32
  for (let k = 11; k >= 1; k--) sum = unit.add(jnp.matmul(scaled, sum).div(k));
  return foriLoop(
    0,
    32,
    (round: JaxArray, y: JaxArray) => jnp.where(jnp.less(round, rounds), jnp.matmul(y, y), y),
    sum,
  ) as JaxArray;
}
