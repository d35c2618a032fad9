/** Small parts of matrices, as the loops of this folder need them: rows and columns by number, masks, products. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";

/** 0, 1, … n − 1. */
export const numbers = (n: number): JaxArray => lax.iota({ dtype: "int32", shape: [n], dimension: 0 });

/** Row k of a matrix. */
export const rowAt = (a: JaxArray, k: JaxArray): JaxArray => lax.gather(a, k, { axes: [0] });

/** Column k of a matrix. */
export const columnAt = (a: JaxArray, k: JaxArray): JaxArray => lax.gather(a, k, { axes: [1] });

/** Element k of a vector. */
export const elementAt = (v: JaxArray, k: JaxArray): JaxArray => lax.gather(v, k, { axes: [0] });

/** The rows of a matrix, or elements of a vector, in another order. */
export const reordered = (a: JaxArray, order: JaxArray): JaxArray => lax.gather(a, order, { axes: [0] });

/** The columns of a matrix in another order. */
export const columnsReordered = (a: JaxArray, order: JaxArray): JaxArray => transposed(reordered(transposed(a), order));

/** A vector as every row of [m, n]. */
export const asRows = (v: JaxArray, m: number): JaxArray =>
  lax.broadcastInDim(v, { shape: [m, v.shape[0]!], broadcastDimensions: [1] });

/** A vector as every column of [m, n]. */
export const asColumns = (v: JaxArray, n: number): JaxArray =>
  lax.broadcastInDim(v, { shape: [v.shape[0]!, n], broadcastDimensions: [0] });

/** The product of a column and a row. */
export const outerProduct = (x: JaxArray, y: JaxArray): JaxArray =>
  lax.mul(asColumns(x, y.shape[0]!), asRows(y, x.shape[0]!));

/** The matrix product, or that of a vector and a matrix. */
export const product = (a: JaxArray, b: JaxArray): JaxArray =>
  lax.dotGeneral(a, b, {
    dimensionNumbers: [
      [[a.ndim - 1], [0]],
      [[], []],
    ],
    preferredElementType: null,
  });

/** Rows and columns exchanged. */
export const transposed = (a: JaxArray): JaxArray => lax.transpose(a, { permutation: [1, 0] });

/** The unit matrix. */
export function unit(m: number, n: number = m): JaxArray {
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: [m, n], dimension });
  return lax.convertElementType(lax.eq(along(0), along(1)), { newDtype: "float32", weakType: false });
}

/** The main diagonal. */
export function diagonalOf(a: JaxArray): JaxArray {
  const places = numbers(Math.min(a.shape[0]!, a.shape[1]!));
  return lax.gather(a, places, places, { axes: [0, 1] });
}

/** The elements on and below (or above) a diagonal, zeros elsewhere. */
export function triangle(a: JaxArray, side: "lower" | "upper", k = 0): JaxArray {
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: a.shape, dimension });
  const difference = lax.sub(along(1), along(0));
  const isIn = side === "lower" ? lax.le(difference, k) : lax.ge(difference, k);
  return lax.selectN(isIn, scalar(0, a.dtype), a);
}

/** Places of a vector from the smallest element to the largest; equal ones keep their order. */
export function risingOrder(v: JaxArray): JaxArray {
  const n = v.shape[0]!;
  const [rows, columns] = [asColumns(v, n), asRows(v, n)];
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: [n, n], dimension });
  const before = lax.or(lax.lt(columns, rows), lax.and(lax.eq(columns, rows), lax.lt(along(1), along(0))));
  const rank = lax.reduceSum(lax.convertElementType(before, { newDtype: "int32", weakType: false }), { axes: [1] });
  const stands = lax.eq(asRows(rank, n), along(0));
  return lax.reduceSum(lax.selectN(stands, scalar(0, "int32"), along(1)), { axes: [1] });
}
