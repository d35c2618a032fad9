/** `lu`: a matrix as the product of a permutation, a lower and an upper triangle. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { batched, checkMatrix } from "./batched.ts";
import { asColumns, asRows, columnAt, elementAt, numbers, outerProduct, reordered, rowAt } from "./parts.ts";

/** Gauss' elimination. The row with the largest element comes to the pivot's place; below it stand the factors of the rows. */
function eliminate(a: JaxArray): readonly JaxArray[] {
  const [m, n] = a.shape as unknown as [number, number];
  const [rows, columns] = [numbers(m), numbers(n)];
  const [zero, one] = [scalar(0, a.dtype), scalar(1, a.dtype)];
  const step = ([matrix, order]: readonly [JaxArray, JaxArray], k: JaxArray) => {
    const sizes = lax.selectN(lax.ge(rows, k), scalar(-1, "float32"), lax.stopGradient(lax.abs(columnAt(matrix, k))));
    const pivot = lax.argmax(sizes, { axis: 0, indexDtype: "int32" });
    const exchange = lax.selectN(lax.eq(rows, k), lax.selectN(lax.eq(rows, pivot), rows, k), pivot);
    const moved = reordered(matrix, exchange);
    const column = columnAt(moved, k);
    const divisor = elementAt(column, k);
    const isZero = lax.eq(divisor, 0);
    const ratios = lax.div(column, lax.selectN(isZero, divisor, one));
    const isBelow = lax.gt(rows, k);
    const factors = lax.selectN(isBelow, zero, ratios);
    const pivotRow = lax.selectN(lax.gt(columns, k), zero, rowAt(moved, k));
    const reduced = lax.sub(moved, outerProduct(factors, pivotRow));
    const isFactor = lax.and(lax.eq(asRows(columns, m), k), lax.gt(asColumns(rows, n), k));
    const next = lax.selectN(isFactor, reduced, asColumns(factors, n));
    return [[next, reordered(order, exchange)], pivot] as const;
  };
  const [[result, order], pivots] = scan(step, [a, rows] as const, numbers(Math.min(m, n))) as unknown as [
    [JaxArray, JaxArray],
    JaxArray,
  ];
  return [result, pivots, order];
}

const compiled: (a: JaxArray) => readonly JaxArray[] = jit(
  function lu(a: JaxArray): readonly JaxArray[] {
    return [...batched(eliminate, a)];
  },
  { inline: true },
) as (a: JaxArray) => readonly JaxArray[];

/**
 * The elimination of a matrix with exchange of rows: a[permutation] = L U.
 *
 * @param a f32[…,m,n] or c64[…,m,n]
 * @returns [L below the diagonal (which is 1 there) and U on and above it, f32[…,m,n]; for each step the row it exchanged with,
 *   i32[…,min(m,n)]; the permutation of the rows, i32[…,m]]
 * @throws TypeError for what is no stack of matrices of floats
 * @example
 * const [lu, pivots, permutation] = lax.linalg.lu(jnp.array([[1, 2], [4, 4]], { dtype: "float32" }));
 * assertEqual(lu, "[[4.   4.  ]\n [0.25 1.  ]]");
 * assertEqual([String(pivots), String(permutation)], ["[1 1]", "[1 0]"]);
 */
export function lu(a: JaxArray): [lu: JaxArray, pivots: JaxArray, permutation: JaxArray] {
  checkMatrix("factor", a, { complex: true });
  return [...compiled(a)] as [JaxArray, JaxArray, JaxArray];
}

/**
 * The permutation of rows that a list of exchanges means.
 *
 * @param pivots i32[k]: for each step the row it exchanged with
 * @param permutationSize number of rows
 * @returns i32[permutationSize]
 * @example
 * assertEqual(lax.linalg.luPivotsToPermutation(jnp.array([1, 1]), 2), "[1 0]");
 */
export function luPivotsToPermutation(pivots: JaxArray, permutationSize: number): JaxArray {
  const rows = numbers(permutationSize);
  const step = (order: JaxArray, [k, pivot]: readonly [JaxArray, JaxArray]) => {
    const exchange = lax.selectN(lax.eq(rows, k), lax.selectN(lax.eq(rows, pivot), rows, k), pivot);
    return [reordered(order, exchange), null] as const;
  };
  return scan(step, rows, [numbers(pivots.shape[0]!), pivots] as const)[0] as JaxArray;
}
