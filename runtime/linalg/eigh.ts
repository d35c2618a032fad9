/** `eigh`: eigenvalues and eigenvectors of symmetric matrices, by Jacobi's method. */
import { foriLoop } from "../control/foriLoop.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { isComplex } from "../types/dtype.ts";
import { batched, checkSquare } from "./batched.ts";
import { adjoint, realPart } from "./conjugate.ts";
import { decomposition } from "./decomposition.ts";
import {
  asColumns,
  asRows,
  columnsReordered,
  diagonalOf,
  numbers,
  reordered,
  risingOrder,
  transposed,
  unit,
} from "./parts.ts";
import { nextSeats, rotation } from "./roundRobin.ts";
import { triangularize } from "./schur.ts";

const sweeps = 15;

/** Columns of both halves turned into each other: [p c − q s, p s + q c] with [c, c] and [s, s] given. */
function turned(a: JaxArray, c: JaxArray, s: JaxArray): JaxArray {
  const n = a.shape[1]!;
  const h = n / 2;
  const part = (from: number) =>
    lax.slice(a, { startIndices: [0, from], limitIndices: [a.shape[0]!, from + h], strides: null });
  const [p, q] = [part(0), part(h)];
  const rows = (v: JaxArray) => asRows(v, a.shape[0]!);
  const left = lax.add(lax.mul(p, rows(c)), lax.mul(q, rows(s)));
  const right = lax.sub(lax.mul(q, rows(c)), lax.mul(p, rows(s)));
  return lax.concatenate(left, right, { dimension: 1 });
}

function solve(given: JaxArray): readonly JaxArray[] {
  const size = given.shape[0]!;
  if (size === 0) return [lax.reshape(given, { newSizes: [0] }), given];
  const n = Math.max(2, size + (size % 2));
  const extra = n - size;
  const zero = scalar(0, "float32");
  const matrix = lax.pad(given, zero, {
    paddingConfig: [
      [0, extra, 0],
      [0, extra, 0],
    ],
  });
  const h = n / 2;
  const isOutside = lax.ne(asRows(numbers(n), n), asColumns(numbers(n), n));
  const whole = lax.reduceSum(lax.square(matrix), { axes: [0, 1] });
  const bound = lax.mul(whole, scalar(1e-14, "float32"));
  type State = readonly [a: JaxArray, v: JaxArray, sweep: JaxArray];
  const isOpen = ([a, , sweep]: State) => {
    const rest = lax.reduceSum(lax.selectN(isOutside, zero, lax.square(a)), { axes: [0, 1] });
    return lax.and(lax.gt(rest, bound), lax.lt(sweep, sweeps));
  };
  const round = (_: JaxArray, [a, v]: readonly [JaxArray, JaxArray]) => {
    const diagonal = diagonalOf(a);
    const half = (from: number) =>
      lax.slice(diagonal, { startIndices: [from], limitIndices: [from + h], strides: null });
    const pairs = lax.slice(a, { startIndices: [0, h], limitIndices: [h, n], strides: null });
    const [c, s] = rotation(half(0), half(h), diagonalOf(pairs));
    const columns = turned(a, c, s);
    const both = transposed(turned(transposed(columns), c, s));
    const seats = nextSeats(n);
    return [columnsReordered(reordered(both, seats), seats), columnsReordered(turned(v, c, s), seats)] as const;
  };
  const sweep = ([a, v, count]: State): State => {
    const [next, vectors] = foriLoop(0, Math.max(n - 1, 1), round, [a, v]) as unknown as [JaxArray, JaxArray];
    return [next, vectors, lax.add(count, 1)];
  };
  const [diagonalized, vectors] = whileLoop(isOpen, sweep, [matrix, unit(n), scalar(0, "int32")]) as unknown as State;
  const values = diagonalOf(diagonalized);
  // the vector of the row that was added comes last and is cut off
  const isAdded =
    extra > 0
      ? lax.gt(
          lax.abs(
            lax.reshape(lax.slice(vectors, { startIndices: [n - 1, 0], limitIndices: [n, n], strides: null }), {
              newSizes: [n],
            }),
          ),
          0.5,
        )
      : lax.lt(numbers(n), 0);
  const order = risingOrder(lax.selectN(isAdded, values, scalar(Number.POSITIVE_INFINITY, "float32")));
  const w = lax.slice(reordered(values, order), { startIndices: [0], limitIndices: [size], strides: null });
  const v = lax.slice(columnsReordered(vectors, order), {
    startIndices: [0, 0],
    limitIndices: [size, size],
    strides: null,
  });
  return [v, w];
}

/** Stacks of matrix products. */
export function stackProduct(a: JaxArray, b: JaxArray): JaxArray {
  const outer = a.shape.slice(0, -2).map((_, k) => k);
  return lax.dotGeneral(a, b, {
    dimensionNumbers: [
      [[a.ndim - 1], [b.ndim - 2]],
      [outer, outer],
    ],
    preferredElementType: null,
  });
}

/** A vector in every row of the matrices of a stack, or in every column. */
export function spreadOver(v: JaxArray, along: "rows" | "columns", size: number): JaxArray {
  const outer = v.ndim - 1;
  const n = v.shape[outer]!;
  const shape = [...v.shape.slice(0, outer), ...(along === "rows" ? [size, n] : [n, size])];
  const axes = Array.from({ length: outer }, (_, k) => k);
  return lax.broadcastInDim(v, { shape, broadcastDimensions: [...axes, along === "rows" ? outer + 1 : outer] });
}

/** dw = diag(Vᴴ da V), dV = V (F ∘ Vᴴ da V) with F = 1 / (wⱼ − wᵢ) off the diagonal. */
function tangents([v, w]: readonly JaxArray[], da: JaxArray): readonly JaxArray[] {
  const n = w!.shape.at(-1)!;
  const inner = stackProduct(adjoint(v!), stackProduct(da, v!));
  const difference = lax.sub(spreadOver(w!, "rows", n), spreadOver(w!, "columns", n));
  const along = (axis: number) => lax.iota({ dtype: "int32", shape: inner.shape, dimension: axis });
  const isDiagonal = lax.eq(along(inner.ndim - 2), along(inner.ndim - 1));
  const zero = scalar(0, inner.dtype);
  const divisor = lax.selectN(isDiagonal, difference, scalar(1, "float32"));
  const quotient = lax.div(inner, lax.convertElementType(divisor, { newDtype: inner.dtype, weakType: false }));
  const factors = lax.selectN(isDiagonal, quotient, zero);
  const dw = realPart(lax.reduceSum(lax.selectN(isDiagonal, zero, inner), { axes: [inner.ndim - 1] }));
  return [stackProduct(v!, factors), dw];
}

/** Of a hermitian matrix Schur's triangle is a diagonal of real numbers, and its vectors are orthonormal. */
function solveHermitian(a: JaxArray): readonly JaxArray[] {
  const [t, z] = triangularize(a);
  const values = lax.real(diagonalOf(t));
  const order = risingOrder(values);
  return [columnsReordered(z, order), reordered(values, order)];
}

const decomposed = decomposition({
  name: "eigh",
  compute: (a) => batched((x) => (isComplex(x!.dtype) ? solveHermitian(x!) : solve(x!)), a),
  tangents,
});

/**
 * Eigenvectors and eigenvalues of symmetric matrices: a V = V diag(w).
 *
 * @param x f32[…,n,n], symmetric, or c64[…,n,n], hermitian
 * @param options.symmetrizeInput whether (x + xᵀ) / 2 is taken first; default true
 * @returns [V, f32[…,n,n] with orthonormal columns; w, f32[…,n], rising]
 * @throws TypeError for what is no stack of square matrices of floats
 * @example
 * const [v, w] = lax.linalg.eigh(jnp.array([[2, 1], [1, 2]], { dtype: "float32" }));
 * assertAllClose(w, [1, 3]);
 */
export function eigh(
  x: JaxArray,
  options: { readonly symmetrizeInput?: boolean | undefined } = {},
): [v: JaxArray, w: JaxArray] {
  checkSquare("find eigenvalues of", x, { complex: true });
  const a = options.symmetrizeInput === false ? x : lax.mul(lax.add(x, adjoint(x)), 0.5);
  return [...decomposed(a)] as [JaxArray, JaxArray];
}
