/** `svd`: singular values and vectors, by one-sided Jacobi rotations: the columns are turned into each other until they are orthogonal. */
import { foriLoop } from "../control/foriLoop.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { batched, checkMatrix } from "./batched.ts";
import { lastTwoExchanged } from "./cholesky.ts";
import { decomposition } from "./decomposition.ts";
import { spreadOver, stackProduct } from "./eigh.ts";
import { asRows, columnsReordered, reordered, risingOrder, unit } from "./parts.ts";
import { qr } from "./qr.ts";
import { nextSeats, rotation } from "./roundRobin.ts";

const sweeps = 20;
/** Columns count as orthogonal when the cosine of their angle is below it. */
const tolerance = 4e-7;

/** [U, s, V] of a matrix with at least as many rows as columns; U has as many columns as it. */
function solve(given: JaxArray): readonly JaxArray[] {
  const [m, size] = given.shape as unknown as [number, number];
  if (size === 0) return [given, lax.reduceSum(given, { axes: [0] }), unit(0)];
  const n = Math.max(2, size + (size % 2));
  const h = n / 2;
  const zero = scalar(0, "float32");
  const matrix = lax.pad(given, zero, {
    paddingConfig: [
      [0, 0, 0],
      [0, n - size, 0],
    ],
  });
  const halves = (a: JaxArray) => {
    const part = (from: number) =>
      lax.slice(a, { startIndices: [0, from], limitIndices: [a.shape[0]!, from + h], strides: null });
    return [part(0), part(h)] as const;
  };
  const turned = (a: JaxArray, c: JaxArray, s: JaxArray) => {
    const [p, q] = halves(a);
    const [cs, ss] = [asRows(c, a.shape[0]!), asRows(s, a.shape[0]!)];
    return lax.concatenate(lax.add(lax.mul(p, cs), lax.mul(q, ss)), lax.sub(lax.mul(q, cs), lax.mul(p, ss)), {
      dimension: 1,
    });
  };
  type State = readonly [a: JaxArray, v: JaxArray, worst: JaxArray];
  const round = (_: JaxArray, [a, v, worst]: State): State => {
    const [p, q] = halves(a);
    const dot = (x: JaxArray, y: JaxArray) => lax.reduceSum(lax.mul(x, y), { axes: [0] });
    const [pp, qq, pq] = [dot(p, p), dot(q, q), dot(p, q)];
    const size2 = lax.sqrt(lax.mul(pp, qq));
    const isZero = lax.eq(size2, 0);
    const cosine = lax.selectN(isZero, lax.div(lax.abs(pq), lax.selectN(isZero, size2, scalar(1, "float32"))), zero);
    const [c, s] = rotation(pp, qq, lax.selectN(lax.gt(cosine, tolerance / 4), zero, pq));
    const seats = nextSeats(n);
    return [
      columnsReordered(turned(a, c, s), seats),
      columnsReordered(turned(v, c, s), seats),
      lax.max(worst, lax.reduceMax(cosine, { axes: [0] })),
    ];
  };
  type Sweep = readonly [a: JaxArray, v: JaxArray, worst: JaxArray, count: JaxArray];
  const [columns, vectors] = whileLoop(
    ([, , worst, count]: Sweep) => lax.and(lax.gt(worst, tolerance), lax.lt(count, sweeps)),
    ([a, v, , count]: Sweep): Sweep => {
      const [next, turnedV, worst] = foriLoop(0, Math.max(n - 1, 1), round, [a, v, zero]) as unknown as State;
      return [next, turnedV, worst, lax.add(count, 1)];
    },
    [matrix, unit(n), scalar(1, "float32"), scalar(0, "int32")],
  ) as unknown as Sweep;
  const lengths = lax.sqrt(lax.reduceSum(lax.square(columns), { axes: [0] }));
  // what was added has length 0 and a vector of its own: it is told from true zeros by that vector
  const isAdded =
    n > size
      ? lax.gt(
          lax.abs(
            lax.reshape(lax.slice(vectors, { startIndices: [n - 1, 0], limitIndices: [n, n], strides: null }), {
              newSizes: [n],
            }),
          ),
          0.5,
        )
      : lax.lt(lengths, 0);
  const order = risingOrder(lax.neg(lax.selectN(isAdded, lengths, scalar(-1, "float32"))));
  const cut = (a: JaxArray, rows: number) =>
    lax.slice(columnsReordered(a, order), { startIndices: [0, 0], limitIndices: [rows, size], strides: null });
  const s = lax.slice(reordered(lengths, order), { startIndices: [0], limitIndices: [size], strides: null });
  return [leftVectors(cut(columns, m), s), s, cut(vectors, size)];
}

/** The columns divided by their lengths; in the place of those without length, directions that are orthogonal to the others. */
function leftVectors(columns: JaxArray, s: JaxArray): JaxArray {
  const [m, n] = columns.shape as unknown as [number, number];
  const largest = lax.reduceMax(s, { axes: [0] });
  const isNothing = lax.le(s, lax.mul(largest, scalar(1e-30, "float32")));
  const divided = lax.div(columns, asRows(lax.selectN(isNothing, s, scalar(1, "float32")), m));
  const masked = lax.selectN(asRows(isNothing, m), divided, scalar(0, "float32"));
  const [q] = qr(masked, { fullMatrices: false });
  return lax.selectN(
    asRows(isNothing, m),
    masked,
    lax.slice(q, { startIndices: [0, 0], limitIndices: [m, n], strides: null }),
  );
}

/** The rule of JAX: F = 1 / (sⱼ² − sᵢ²) off the diagonal. */
function tangents([u, s, v]: readonly JaxArray[], da: JaxArray): readonly JaxArray[] {
  const [m, n] = [u!.shape.at(-2)!, s!.shape.at(-1)!];
  const ut = lastTwoExchanged(u!);
  const dav = stackProduct(da, v!);
  const inner = stackProduct(ut, dav);
  const along = (axis: number) => lax.iota({ dtype: "int32", shape: inner.shape, dimension: axis });
  const isDiagonal = lax.eq(along(inner.ndim - 2), along(inner.ndim - 1));
  const [zero, one] = [scalar(0, "float32"), scalar(1, "float32")];
  const ds = lax.reduceSum(lax.selectN(isDiagonal, zero, inner), { axes: [inner.ndim - 1] });
  const [byColumn, byRow] = [spreadOver(s!, "rows", n), spreadOver(s!, "columns", n)];
  const difference = lax.mul(lax.sub(byColumn, byRow), lax.add(byColumn, byRow));
  const f = lax.selectN(isDiagonal, lax.div(one, lax.selectN(isDiagonal, difference, one)), zero);
  const dss = lax.mul(inner, byColumn);
  const sds = lax.mul(byRow, inner);
  const du = stackProduct(u!, lax.mul(f, lax.add(dss, lastTwoExchanged(dss))));
  const dv = stackProduct(v!, lax.mul(f, lax.add(sds, lastTwoExchanged(sds))));
  if (m === n) return [du, ds, dv];
  const isZero = lax.eq(s!, 0);
  const inverse = lax.selectN(isZero, lax.div(one, lax.selectN(isZero, s!, one)), zero);
  const outside = lax.sub(dav, stackProduct(u!, inner));
  return [lax.add(du, lax.mul(outside, spreadOver(inverse, "rows", m))), ds, dv];
}

const decomposed = decomposition({ name: "svd", compute: (a) => batched((x) => solve(x!), a), tangents });

/** Options of `svd`. */
export interface SvdOptions {
  /** Whether U and V are square; default true. Without derivative where they are made larger. */
  readonly fullMatrices?: boolean | undefined;
  /** Whether U and V are computed too; default true. */
  readonly computeUv?: boolean | undefined;
}

/**
 * A matrix as U diag(s) Vᵀ with orthonormal columns of U and V.
 *
 * @param x f32[…,m,n]
 * @param options `fullMatrices`: U and V square, default true; else with min(m, n) columns; `computeUv`: default true
 * @returns [U, s, Vᵀ], s falling; s alone without `computeUv`
 * @throws TypeError for what is no stack of matrices of floats
 * @example
 * const [u, s, vt] = lax.linalg.svd(jnp.array([[3, 0], [0, -4]], { dtype: "float32" }));
 * assertAllClose(s, [4, 3]);
 */
export function svd(x: JaxArray, options: SvdOptions & { readonly computeUv: false }): JaxArray;
export function svd(x: JaxArray, options?: SvdOptions): [u: JaxArray, s: JaxArray, vt: JaxArray];
export function svd(x: JaxArray, options: SvdOptions = {}): JaxArray | [JaxArray, JaxArray, JaxArray] {
  checkMatrix("find singular values of", x);
  const { fullMatrices = true, computeUv = true } = options;
  const [m, n] = x.shape.slice(-2) as [number, number];
  const isWide = m < n;
  const [left, s, right] = decomposed(isWide ? lastTwoExchanged(x) : x) as [JaxArray, JaxArray, JaxArray];
  if (!computeUv) return s;
  const [u, v] = isWide ? [right, left] : [left, right];
  if (!fullMatrices || m === n) return [u, s, lastTwoExchanged(v)];
  return [completed(u, m), s, lastTwoExchanged(completed(v, n))];
}

/** More orthonormal columns, until there are as many as rows. */
function completed(u: JaxArray, m: number): JaxArray {
  const k = u.shape.at(-1)!;
  if (k === m) return u;
  const [q] = qr(lax.stopGradient(u), { fullMatrices: true });
  const zeros = u.shape.map(() => 0);
  const more = lax.slice(q, { startIndices: [...zeros.slice(0, -1), k], limitIndices: [...q.shape], strides: null });
  return lax.concatenate(u, more, { dimension: u.ndim - 1 });
}
