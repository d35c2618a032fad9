/** Eigenvalues, roots of matrices, and non-negative least squares, by iteration. */
import { scan, whileLoop } from "../control/index.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import {
  abs,
  add,
  asarray,
  astype,
  divide,
  equal,
  eye,
  greater,
  less,
  logicalAnd,
  logicalNot,
  matmul,
  matrixTranspose,
  max,
  maximum,
  minimum,
  multiply,
  power,
  sqrt,
  square,
  subtract,
  sum,
  where,
  zeros,
} from "../numpy/index.ts";
import { type Key, key as makeKey, uniform } from "../random/index.ts";
import { printAval } from "../types/aval.ts";
import type { Tree } from "./base.ts";
import { zeroCount } from "./count.ts";
import { scale, sub } from "./tree/arithmetic.ts";
import { norm } from "./tree/norm.ts";
import { vdot } from "./tree/vdot.ts";

/** Options of {@link powerIteration}. */
export interface PowerIterationOptions {
  /** Where to begin; default random, and needed where the matrix is a function. */
  readonly v0?: Tree;
  /** Most steps; default 100. */
  readonly numIters?: number;
  /** Largest relative residual; default 1e-6. */
  readonly errorTolerance?: ArrayLike;
  /** Random key of the beginning; default that of 0. */
  readonly key?: Key | null;
}

/**
 * The eigenvalue of largest absolute value, and its vector, by power iteration.
 *
 *     v ← A v / ‖A v‖        λ = ⟨v, A v⟩
 *
 * @param matrix A, f[n, n], or a function of a tree that returns a tree of the same structure
 * @param options see {@link PowerIterationOptions}
 * @returns `[λ, v]`, v of norm 1
 * @throws TypeError for a function without `v0`
 * @example
 * const [value, vector] = optax.powerIteration(jnp.array([[2.5, 0], [0, 1]]));
 * assertAllClose([value, jnp.abs(vector)], [2.5, [1, 0]], { atol: 1e-3 });
 */
export function powerIteration(
  matrix: ArrayLike | ((v: any) => Tree), // any: the tree has the structure of v0
  options: PowerIterationOptions = {},
): [eigenvalue: JaxArray, eigenvector: Tree] {
  const { numIters = 100, errorTolerance = 1e-6 } = options;
  const isFunction = typeof matrix === "function";
  if (isFunction && (options.v0 === null || options.v0 === undefined)) {
    throw new TypeError("Cannot iterate: where the matrix is a function, v0 says what it is applied to; give { v0 }");
  }
  const apply = isFunction ? matrix : (v: JaxArray): JaxArray => matmul(matrix, v);
  const start = options.v0 ?? randomVector(asarray(matrix as ArrayLike), options.key ?? makeKey(0));
  const unit = (v: Tree): Tree => scale(divide(1, norm(v)), v);
  const step = ([, z, , n]: Iteration): Iteration => {
    const v = unit(z);
    const next = apply(v);
    return [v, next, vdot(v, next), add(n, 1)];
  };
  const isOpen = ([v, z, value, n]: Iteration): JaxArray => {
    const residual = norm(sub(z, scale(value, v)));
    const isClose = less(abs(divide(residual, value)), errorTolerance);
    return logicalAnd(logicalNot(isClose), less(n, numIters));
  };
  const v0 = unit(start);
  const first: Iteration = [v0, apply(v0), asarray(0, { dtype: "float32" }), zeroCount()];
  const [, z, value] = whileLoop(isOpen, step, first) as Iteration;
  return [value, unit(z)];
}

type Iteration = [v: Tree, image: Tree, eigenvalue: JaxArray, steps: JaxArray];

function randomVector(matrix: JaxArray, key: Key): JaxArray {
  return uniform(key, [matrix.shape.at(-1)!], { minval: -1, maxval: 1 });
}

/** Options of {@link matrixInversePthRoot}. */
export interface InverseRootOptions {
  /** Most steps; default 100. */
  readonly numIters?: number;
  /** What is added to the diagonal, relative to the largest eigenvalue; default 1e-6. */
  readonly ridgeEpsilon?: ArrayLike;
  /** Largest error; default 1e-6. */
  readonly errorTolerance?: ArrayLike;
}

/**
 * A^{−1/p} of a symmetric matrix that is positive semidefinite, by coupled Newton steps.
 *
 *     M ← ((1 + 1/p) I − M / p)ᵖ M        H ← H ((1 + 1/p) I − M / p)        until M is near I
 *
 * @param matrix A, f[n, n]
 * @param p 1, 2, 4 or 8
 * @param options see {@link InverseRootOptions}
 * @returns `[root f[n, n], error f[]]`, the error being the largest deviation of M from I
 * @throws TypeError for an array that is no square matrix; RangeError for another p
 * @example
 * const [root] = optax.matrixInversePthRoot(jnp.array([[4.5, 0], [0, 0.5]]), 2);
 * assertAllClose(root, [[4.5 ** -0.5, 0], [0, 0.5 ** -0.5]], { rtol: 1e-3, atol: 1e-5 });
 */
export function matrixInversePthRoot(
  matrix: ArrayLike,
  p: number,
  options: InverseRootOptions = {},
): [root: JaxArray, error: JaxArray] {
  const { numIters = 100, ridgeEpsilon = 1e-6, errorTolerance = 1e-6 } = options;
  const a = asarray(matrix);
  if (a.shape.length !== 2 || a.shape[0] !== a.shape[1]) {
    throw new TypeError(`Cannot take the root of a matrix: it must be square, got ${printAval(a.aval)}`);
  }
  if (![1, 2, 4, 8].includes(p)) {
    throw new RangeError(`Cannot take the root of a matrix: p must be 1, 2, 4 or 8, got ${p}`);
  }
  const identity = eye(a.shape[0]!);
  const [largest] = powerIteration(a);
  const ridge = multiply(ridgeEpsilon, maximum(largest, 1e-16));
  if (a.shape[0] === 1) return [power(add(a, ridge), -1 / p), asarray(0, { dtype: "float32" })];
  const raise = (m: JaxArray): JaxArray => {
    let result = m;
    for (let e = 1; e < p; e *= 2) result = matmul(result, result);
    return result;
  };
  const errorOf = (m: JaxArray): JaxArray => max(abs(subtract(m, identity)));
  const damped = add(a, multiply(ridge, identity));
  const z = divide(1 + p, multiply(2, sqrt(sum(square(damped)))));
  const m0 = multiply(damped, z);
  const h0 = multiply(identity, power(z, 1 / p));
  const step = ({ n, m, h, error }: Newton): Newton => {
    const factor = subtract(multiply(1 + 1 / p, identity), multiply(1 / p, m));
    const next = matmul(raise(factor), m);
    const reached = errorOf(next);
    return {
      n: add(n, 1),
      m: next,
      h: matmul(h, factor),
      before: h,
      error: reached,
      goesOn: less(reached, multiply(error, 1.2)),
    };
  };
  const isOpen = ({ n, error, goesOn }: Newton): JaxArray =>
    logicalAnd(less(n, numIters), logicalAnd(greater(error, errorTolerance), goesOn));
  const first: Newton = { n: zeroCount(), m: m0, h: h0, before: h0, error: errorOf(m0), goesOn: asarray(true) };
  const end = whileLoop(isOpen, step, first) as Newton;
  return [astype(where(end.goesOn, end.h, end.before), a.dtype), errorOf(end.m)];
}

/** M and H of the iteration, H before the last step, and whether errors still fall. */
interface Newton {
  readonly n: JaxArray;
  readonly m: JaxArray;
  readonly h: JaxArray;
  readonly before: JaxArray;
  readonly error: JaxArray;
  readonly goesOn: JaxArray;
}

/**
 * Least squares without negative unknowns, by accelerated projected gradient steps.
 *
 *     argmin ‖A x − b‖²  over x ≥ 0
 *
 * @param A f[m, n]
 * @param b f[m], or f[m, k] for k problems at once
 * @param iters number of steps
 * @param options.L a bound of the largest eigenvalue of AᵀA; default by norms
 * @returns f[n] or f[n, k]
 * @throws TypeError for other shapes
 * @example
 * const A = jnp.array([[1.5, 0], [0, 2]]);
 * assertAllClose(optax.nnls(A, jnp.array([3.5, -1]), 50), [3.5 / 1.5, 0], { rtol: 1e-4 });
 * @see Beck and Teboulle, "A Fast Iterative Shrinkage-Thresholding Algorithm", 2009, https://doi.org/10.1137/080716542
 */
export function nnls(A: ArrayLike, b: ArrayLike, iters: number, options: { L?: ArrayLike | null } = {}): JaxArray {
  const [a, target] = [asarray(A), asarray(b)];
  if (a.shape.length !== 2 || ![1, 2].includes(target.shape.length) || target.shape[0] !== a.shape[0]) {
    throw new TypeError(
      `Cannot solve least squares: A must be [m, n] and b [m] or [m, k], got ${printAval(a.aval)} and ${printAval(target.aval)}`,
    );
  }
  const gram = matmul(matrixTranspose(a), a);
  const right = matmul(matrixTranspose(a), target);
  const bound = options.L ?? spectralBound(gram);
  const largest = where(equal(bound, 0), 1, bound);
  const step = ([x, p, c]: [JaxArray, JaxArray, JaxArray]): [JaxArray[], null] => {
    const next = divide(add(1, sqrt(add(1, multiply(4, square(c))))), 2);
    const momentum = divide(subtract(c, 1), next);
    const moved = maximum(subtract(p, divide(subtract(matmul(gram, p), right), largest)), 0);
    return [[moved, add(moved, multiply(momentum, subtract(moved, x))), next], null];
  };
  const x0 = zeros([a.shape[1]!, ...target.shape.slice(1)], { dtype: target.dtype });
  const [[x]] = scan(step as never, [x0, x0, asarray(0, { dtype: "float32" })], null, { length: iters }) as unknown as [
    JaxArray[],
    null,
  ];
  return x!;
}

/** No eigenvalue is larger: the smaller of the Frobenius norm and the largest sum of a column. */
function spectralBound(m: JaxArray): JaxArray {
  return minimum(sqrt(sum(square(m))), max(sum(abs(m), { axis: 0 })));
}
