/** `triangularSolve`: equations whose matrix is a triangle, one unknown after another. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkMatrix, checkOuter, checkSquare } from "./batched.ts";
import { lastTwoExchanged } from "./cholesky.ts";
import { conjugate } from "./conjugate.ts";
import { asColumns, elementAt, numbers, product, rowAt } from "./parts.ts";

/** Options of `triangularSolve`. */
export interface TriangularSolveOptions {
  /** Whether x stands at the right: a x = b; else x a = b. Default false, as in JAX. */
  readonly leftSide?: boolean | undefined;
  /** Whether `a` is a lower triangle; default false. */
  readonly lower?: boolean | undefined;
  /** Whether aᵀ is meant; default false. */
  readonly transposeA?: boolean | undefined;
  /** Whether the conjugate of `a` is meant; default false. */
  readonly conjugateA?: boolean | undefined;
  /** Whether the diagonal of `a` counts as 1; default false. */
  readonly unitDiagonal?: boolean | undefined;
}

/** a x = b, a a triangle. */
function substitute(a: JaxArray, b: JaxArray, lower: boolean, unitDiagonal: boolean): JaxArray {
  const [n, m] = b.shape as unknown as [number, number];
  const rows = asColumns(numbers(n), m);
  const step = (x: JaxArray, k: JaxArray) => {
    const coefficients = rowAt(a, k);
    // unknowns not found yet are 0, so the row may meet all of them
    const rest = lax.sub(rowAt(b, k), product(coefficients, x));
    const found = unitDiagonal ? rest : lax.div(rest, elementAt(coefficients, k));
    const spread = lax.broadcastInDim(found, { shape: [n, m], broadcastDimensions: [1] });
    return [lax.selectN(lax.eq(rows, k), x, spread), null] as const;
  };
  const start = lax.broadcastInDim(scalar(0, b.dtype), { shape: [n, m], broadcastDimensions: [] });
  return scan(step, start, numbers(n), { reverse: !lower })[0] as JaxArray;
}

const compiled: (a: JaxArray, b: JaxArray, lower: boolean, unitDiagonal: boolean) => JaxArray = jit(
  function triangularSolve(a: JaxArray, b: JaxArray, lower: boolean, unitDiagonal: boolean): JaxArray {
    return batched((x, y) => [substitute(x!, y!, lower, unitDiagonal)], a, b)[0]!;
  },
  { staticArgnums: [2, 3], inline: true },
);

/**
 * The solution of a x = b (or x a = b) for a triangle a. The other triangle is not read.
 *
 * @param a f32[…,n,n]
 * @param b f32[…,n,m], or f32[…,m,n] for x a = b
 * @param options `leftSide`: a x = b, default false; `lower`: default false; `transposeA`: aᵀ in the place of a; `unitDiagonal`: the
 *   diagonal counts as 1
 * @returns the solution, of the shape of `b`
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const a = jnp.array([[2, 0], [1, 1]], { dtype: "float32" });
 * const b = jnp.array([[2], [3]], { dtype: "float32" });
 * assertEqual(lax.linalg.triangularSolve(a, b, { leftSide: true, lower: true }), "[[1.]\n [2.]]");
 */
export function triangularSolve(a: JaxArray, b: JaxArray, options: TriangularSolveOptions = {}): JaxArray {
  const { leftSide = false, lower = false, transposeA = false, conjugateA = false, unitDiagonal = false } = options;
  checkSquare("solve a triangle of", a, { complex: true });
  checkMatrix("solve for", b, { complex: true });
  if (a.dtype !== b.dtype)
    throw new TypeError(
      `Cannot solve a triangle of ${printAval(a.aval)} for ${printAval(b.aval)}: the dtypes must be equal`,
    );
  checkOuter("solve a triangle of", a, b);
  const n = a.shape.at(-1)!;
  if (b.shape.at(leftSide ? -2 : -1) !== n)
    throw new TypeError(
      `Cannot solve a triangle of ${printAval(a.aval)} for ${printAval(b.aval)}: ${leftSide ? "its rows" : "its columns"} must be as many, ${n}`,
    );
  // only the triangle counts: what stands elsewhere is zero to the loop
  const own = triangleOf(conjugateA ? conjugate(a) : a, lower);
  const isTurned = transposeA === leftSide;
  const matrix = isTurned ? lastTwoExchanged(own) : own;
  const isLower = isTurned ? !lower : lower;
  if (leftSide) return compiled(matrix, b, isLower, unitDiagonal);
  return lastTwoExchanged(compiled(matrix, lastTwoExchanged(b), isLower, unitDiagonal));
}

function triangleOf(a: JaxArray, lower: boolean): JaxArray {
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: a.shape, dimension });
  const [row, column] = [along(a.ndim - 2), along(a.ndim - 1)];
  return lax.selectN(lower ? lax.le(column, row) : lax.ge(column, row), scalar(0, a.dtype), a);
}
