/** The linear assignment problem: one column for each row, so that the sum of costs is least. */
import { scan, whileLoop } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  any,
  arange,
  argmax,
  argmin,
  asarray,
  astype,
  equal,
  expandDims,
  flip,
  full,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  min,
  multiply,
  notEqual,
  subtract,
  sum,
  take,
  transpose,
  where,
  zeros,
} from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";

/** Rows and columns that belong together. */
export type Assignment = [rows: JaxArray, columns: JaxArray];

/**
 * The assignment of least cost, by the Hungarian algorithm: shortest augmenting paths, one for each row, in O(n²m). It can be traced.
 *
 * @param costMatrix f[n, m]
 * @returns `[i, j]`, i32[min(n, m)] each, so that the sum of `costMatrix[i, j]` is least; in the order of Optax: of columns for a square
 *   matrix, and with the larger side's numbers descending otherwise. Where several assignments cost the same, one of them
 * @throws TypeError for an array that is no matrix
 * @example
 * const cost = jnp.array([[8, 4, 7], [5, 2, 3], [9, 6, 7]]);
 * const [i, j] = optax.assignment.hungarianAlgorithm(cost);
 * assertEqual([String(i), String(j)], ["[2 0 1]", "[0 1 2]"]);
 * @see Kuhn, "The Hungarian method for the assignment problem", 1955, https://doi.org/10.1002/nav.3800020109
 */
export function hungarianAlgorithm(costMatrix: ArrayLike): Assignment {
  const cost = matrixOf(costMatrix);
  const [n, m] = cost.shape as [number, number];
  if (n === 0 || m === 0) return [zeros([0], { dtype: "int32" }), zeros([0], { dtype: "int32" })];
  const wide = n > m ? transpose(cost) : cost;
  const rows = wide.shape[0]!;
  const columnOfRow = assign(wide);
  if (n === m) return [rowsByColumn(columnOfRow), arange(n)];
  const descending = flip(arange(rows));
  const columns = take(columnOfRow, descending, { axis: 0 });
  return n > m ? [columns, descending] : [descending, columns];
}

/**
 * The assignment of least cost, with the pairs in the order of rows.
 *
 * @param costMatrix f[n, m]
 * @returns `[i, j]`, i32[min(n, m)] each, i ascending, so that the sum of `costMatrix[i, j]` is least. Where several assignments cost the
 *   same, one of them
 * @throws TypeError for an array that is no matrix
 * @example
 * const [i, j] = optax.assignment.baseHungarianAlgorithm(jnp.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]]));
 * assertEqual([String(i), String(j)], ["[0 1 2]", "[1 0 2]"]);
 * @see Crouse, "On implementing 2D rectangular assignment algorithms", 2016, https://doi.org/10.1109/TAES.2016.140952
 */
export function baseHungarianAlgorithm(costMatrix: ArrayLike): Assignment {
  const cost = matrixOf(costMatrix);
  const [n, m] = cost.shape as [number, number];
  if (n === 0 || m === 0) return [zeros([0], { dtype: "int32" }), zeros([0], { dtype: "int32" })];
  if (n <= m) return [arange(n), assign(cost)];
  const rowOfColumn = assign(transpose(cost));
  const order = ascending(rowOfColumn);
  return [take(rowOfColumn, order, { axis: 0 }), order];
}

function matrixOf(costMatrix: ArrayLike): JaxArray {
  const cost = asarray(costMatrix);
  if (cost.shape.length === 2) return astype(cost, "float32");
  throw new TypeError(`Cannot assign: the costs must be a matrix of rows and columns, got ${printAval(cost.aval)}`);
}

/** Where each number of a permutation stands: the row of each column. */
function rowsByColumn(columnOfRow: JaxArray): JaxArray {
  const n = columnOfRow.shape[0]!;
  return astype(argmax(equal(expandDims(arange(n), 1), expandDims(columnOfRow, 0)), { axis: 1 }), "int32");
}

/** The order that sorts distinct numbers. */
function ascending(x: JaxArray): JaxArray {
  const rank = sum(less(expandDims(x, 0), expandDims(x, 1)), { axis: 1 });
  const n = x.shape[0]!;
  return sum(multiply(equal(expandDims(arange(n), 1), expandDims(rank, 0)), arange(n)), { axis: 1 });
}

/** State of the search for one row's path: potentials u and v, columns seen, and the way back. Column 0 stands for the row itself. */
interface Search {
  readonly u: JaxArray;
  readonly v: JaxArray;
  readonly used: JaxArray;
  readonly slack: JaxArray;
  readonly path: JaxArray;
  readonly column: JaxArray;
}

/** f[n, m], n ≤ m → the column of each row, i32[n]. */
function assign(cost: JaxArray): JaxArray {
  const [n, m] = cost.shape as [number, number];
  const columns = arange(m + 1);
  const rows = arange(n + 1);
  const at = (x: JaxArray, i: JaxArray): JaxArray => take(x, i, { axis: 0 });

  const findPath = (rowOf: JaxArray, u: JaxArray, v: JaxArray): Search => {
    const grow = (s: Search): Search => {
      const used = logicalOr(s.used, equal(columns, s.column));
      const unused = logicalNot(take(used, arange(1, m + 1), { axis: 0 }));
      const row = at(rowOf, s.column);
      const reduced = subtract(
        subtract(at(cost, subtract(row, 1)), at(s.u, row)),
        take(s.v, arange(1, m + 1), { axis: 0 }),
      );
      const isNearer = logicalAnd(less(reduced, s.slack), unused);
      const path = where(isNearer, s.column, s.path);
      const slack = where(isNearer, reduced, s.slack);
      const open = where(unused, slack, Number.POSITIVE_INFINITY);
      const delta = min(open);
      const isOfUsed = any(logicalAnd(equal(expandDims(rows, 1), expandDims(rowOf, 0)), expandDims(used, 0)), {
        axis: 1,
      });
      return {
        u: where(isOfUsed, add(s.u, delta), s.u),
        v: where(used, subtract(s.v, delta), s.v),
        used,
        slack: where(unused, subtract(slack, delta), slack),
        path,
        column: add(astype(argmin(open), "int32"), 1),
      };
    };
    const start: Search = {
      u,
      v,
      used: full([m + 1], false, { dtype: "bool" }),
      slack: full([m], Number.POSITIVE_INFINITY),
      path: zeros([m], { dtype: "int32" }),
      column: asarray(0, { dtype: "int32" }),
    };
    return whileLoop((s: Search) => notEqual(at(rowOf, s.column), 0), grow, start) as Search;
  };

  const addRow = (state: readonly [JaxArray, JaxArray, JaxArray], row: JaxArray): [JaxArray[], null] => {
    const [u, v, before] = state;
    const rowOf = where(equal(columns, 0), add(row, 1), before);
    const found = findPath(rowOf, u, v);
    const back = ([r, column]: [JaxArray, JaxArray]): [JaxArray, JaxArray] => {
      const previous = at(found.path, subtract(column, 1));
      return [where(equal(columns, column), at(r, previous), r), previous];
    };
    const [changed] = whileLoop(([, column]: [JaxArray, JaxArray]) => notEqual(column, 0), back, [
      rowOf,
      found.column,
    ]) as [JaxArray, JaxArray];
    return [[found.u, found.v, changed], null];
  };

  const first = [zeros([n + 1]), zeros([m + 1]), zeros([m + 1], { dtype: "int32" })];
  const [[, , rowOf]] = scan(addRow as never, first, arange(n)) as unknown as [JaxArray[], null];
  const assigned = take(rowOf!, arange(1, m + 1), { axis: 0 });
  return astype(argmax(equal(expandDims(arange(1, n + 1), 1), expandDims(assigned, 0)), { axis: 1 }), "int32");
}
