/** `eig`: eigenvalues and eigenvectors of general matrices, from Schur's triangle. */
import { foriLoop } from "../control/foriLoop.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { isComplex } from "../types/dtype.ts";
import { batched, checkSquare } from "./batched.ts";
import { adjoint } from "./conjugate.ts";
import { decomposition } from "./decomposition.ts";
import { spreadOver, stackProduct } from "./eigh.ts";
import { lu } from "./lu.ts";
import { asColumns, asRows, diagonalOf, numbers, product, rowAt } from "./parts.ts";
import { triangularize } from "./schur.ts";
import { triangularSolve } from "./triangularSolve.ts";

const eps = 2 ** -23;

const asComplex = (x: JaxArray): JaxArray => lax.convertElementType(x, { newDtype: "complex64", weakType: false });

function solve(a: JaxArray): readonly JaxArray[] {
  const n = a.shape[0]!;
  if (n === 0) return [lax.reshape(asComplex(a), { newSizes: [0] }), asComplex(a)];
  const [t, z] = triangularize(asComplex(a));
  const values = diagonalOf(t);
  const size = lax.sqrt(lax.reduceSum(lax.square(lax.abs(a)), { axes: [0, 1] }));
  const vectors = normalized(product(z, ofTriangle(t, values, size)));
  return [isComplex(a.dtype) ? values : withoutNoise(values, size), vectors];
}

/** Vectors of a triangle: 1 at the place of the eigenvalue, and what stands above from below upwards, for all at once. */
function ofTriangle(t: JaxArray, values: JaxArray, size: JaxArray): JaxArray {
  const n = t.shape[0]!;
  const columns = numbers(n);
  const least = asComplex(lax.add(lax.mul(size, eps), 1e-30));
  const step = (count: JaxArray, v: JaxArray) => {
    const i = lax.sub(n - 1, count);
    const difference = lax.sub(lax.gather(values, i, { axes: [0] }), values);
    const divisor = lax.selectN(lax.lt(lax.abs(difference), lax.abs(least)), difference, least);
    const found = lax.neg(lax.div(product(rowAt(t, i), v), divisor));
    const own = lax.selectN(
      lax.eq(columns, i),
      lax.selectN(lax.gt(columns, i), scalar(0, t.dtype), found),
      scalar(1, t.dtype),
    );
    return lax.selectN(lax.eq(asColumns(columns, n), i), v, asRows(own, n));
  };
  const zeros = lax.broadcastInDim(scalar(0, t.dtype), { shape: [n, n], broadcastDimensions: [] });
  return foriLoop(0, n, step, zeros) as unknown as JaxArray;
}

/** Columns of length 1 whose largest element is real, as LAPACK gives them. */
function normalized(v: JaxArray): JaxArray {
  const n = v.shape[0]!;
  const length = lax.sqrt(lax.reduceSum(lax.square(lax.abs(v)), { axes: [0] }));
  const unit = lax.div(v, asRows(asComplex(length), n));
  const largest = lax.reduceSum(lax.mul(unit, isLargest(unit, 0)), { axes: [0] });
  return lax.mul(unit, asRows(lax.conj(lax.sign(largest)), n));
}

/** 1 at the first place of the largest element along an axis, as complex numbers. */
function isLargest(v: JaxArray, axis: number): JaxArray {
  const places = lax.argmax(lax.abs(v), { axis, indexDtype: "int32" });
  const spread = lax.broadcastInDim(places, {
    shape: v.shape,
    broadcastDimensions: v.shape.map((_, k) => k).filter((k) => k !== axis),
  });
  return asComplex(lax.eq(spread, lax.iota({ dtype: "int32", shape: v.shape, dimension: axis })));
}

/** Of a real matrix: imaginary parts that are no larger than what was rounded are 0. */
function withoutNoise(values: JaxArray, size: JaxArray): JaxArray {
  const im = lax.imag(values);
  const isNoise = lax.le(lax.abs(im), lax.mul(size, 8 * eps));
  return lax.complex(lax.real(values), lax.selectN(isNoise, im, scalar(0, "float32")));
}

/** V⁻¹ b */
function solved(v: JaxArray, b: JaxArray): JaxArray {
  const [factors, , order] = lu(v);
  const n = v.shape.at(-1)!;
  const outer = v.shape.slice(0, -2);
  const rows = lax.broadcastInDim(order, {
    shape: v.shape,
    broadcastDimensions: [...outer.map((_, k) => k), v.ndim - 2],
  });
  const along = [...outer.keys(), v.ndim - 1].map((dimension) =>
    lax.iota({ dtype: "int32", shape: v.shape, dimension }),
  );
  const moved = lax.gather(b, ...along.slice(0, -1), rows, along.at(-1)!, { axes: v.shape.map((_, axis) => axis) });
  if (n === 0) return b;
  const half = triangularSolve(factors, moved, { leftSide: true, lower: true, unitDiagonal: true });
  return triangularSolve(factors, half, { leftSide: true, lower: false });
}

/** With P = V⁻¹ da V: dw = diag P, and the column k of V moves by Σ vⱼ Pⱼₖ / (wₖ − wⱼ), as far as length and phase allow. */
function tangents([w, v]: readonly JaxArray[], da: JaxArray): readonly JaxArray[] {
  const n = w!.shape.at(-1)!;
  const inner = solved(v!, stackProduct(asComplex(da), v!));
  const along = (axis: number) => lax.iota({ dtype: "int32", shape: inner.shape, dimension: axis });
  const isDiagonal = lax.eq(along(inner.ndim - 2), along(inner.ndim - 1));
  const [zero, one] = [scalar(0, "complex64"), scalar(1, "complex64")];
  const dw = lax.reduceSum(lax.selectN(isDiagonal, zero, inner), { axes: [inner.ndim - 2] });
  const difference = lax.sub(spreadOver(w!, "rows", n), spreadOver(w!, "columns", n));
  const factors = lax.selectN(isDiagonal, lax.div(inner, lax.selectN(isDiagonal, difference, one)), zero);
  const free = stackProduct(v!, factors);
  const rows = inner.ndim - 2;
  const total = (x: JaxArray) => lax.reduceSum(x, { axes: [rows] });
  const growth = lax.real(total(lax.mul(lax.conj(v!), free)));
  const ofLength = lax.sub(free, lax.mul(v!, spreadOver(asComplex(growth), "rows", n)));
  const mask = isLargest(v!, rows);
  const turn = lax.div(lax.imag(total(lax.mul(mask, ofLength))), lax.real(total(lax.mul(mask, v!))));
  const phase = spreadOver(lax.complex(broadcastZero(turn), turn), "rows", n);
  return [dw, lax.sub(ofLength, lax.mul(v!, phase))];
}

function broadcastZero(x: JaxArray): JaxArray {
  return lax.broadcastInDim(scalar(0, "float32"), { shape: x.shape, broadcastDimensions: [] });
}

const decomposed = decomposition({ name: "eig", compute: (a) => batched((x) => solve(x!), a), tangents });

/** Options of `eig`. */
export interface EigOptions {
  /** Whether left eigenvectors, uᴴ a = w uᴴ, are given; default true. */
  readonly computeLeftEigenvectors?: boolean | undefined;
  /** Whether right eigenvectors, a v = w v, are given; default true. */
  readonly computeRightEigenvectors?: boolean | undefined;
}

/**
 * Eigenvalues and eigenvectors of general matrices.
 *
 * Derivatives suppose that the eigenvalues differ. Of real matrices, eigenvalues whose imaginary part is within the rounding are real.
 *
 * @param x f32[…,n,n] or c64[…,n,n]
 * @param options which eigenvectors are given; default both
 * @returns [w, c64[…,n]; U, c64[…,n,n], if asked for; V, c64[…,n,n], if asked for], columns of length 1 whose largest element is real
 * @throws TypeError for what is no stack of square matrices of floats or complex numbers
 * @example
 * const [w, v] = lax.linalg.eig(jnp.array([[0, 1], [-1, 0]], { dtype: "float32" }), { computeLeftEigenvectors: false });
 * assertAllClose(jnp.sort(jnp.imag(w)), [-1, 1]);
 */
export function eig(x: JaxArray, options: EigOptions = {}): JaxArray[] {
  checkSquare("find eigenvalues of", x, { complex: true });
  const { computeLeftEigenvectors = true, computeRightEigenvectors = true } = options;
  const [w, v] = decomposed(x) as [JaxArray, JaxArray];
  const results = [w];
  if (computeLeftEigenvectors) results.push(leftOf(v));
  if (computeRightEigenvectors) results.push(v);
  return results;
}

/** The rows of V⁻¹ are left eigenvectors. */
function leftOf(v: JaxArray): JaxArray {
  const n = v.shape.at(-1)!;
  const unit = asComplex(
    lax.eq(
      lax.iota({ dtype: "int32", shape: v.shape, dimension: v.ndim - 2 }),
      lax.iota({ dtype: "int32", shape: v.shape, dimension: v.ndim - 1 }),
    ),
  );
  const rows = adjoint(solved(v, unit));
  const length = lax.sqrt(lax.reduceSum(lax.square(lax.abs(rows)), { axes: [v.ndim - 2] }));
  return lax.div(rows, spreadOver(asComplex(length), "rows", n));
}
