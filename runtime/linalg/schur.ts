/** `schur`: a complex matrix turned to a triangle, a = Z T Zᴴ, by the QR method. */
import { foriLoop } from "../control/foriLoop.ts";
import { jit } from "../control/jit.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkSquare } from "./batched.ts";
import { reduce } from "./hessenberg.ts";
import { diagonalOf, numbers, product, transposed, triangle } from "./parts.ts";

const eps = 2 ** -23;

type State = readonly [h: JaxArray, z: JaxArray, bottom: JaxArray, count: JaxArray];

/**
 * Sweeps of rotations with Wilkinson's shift: what stands left below on the subdiagonal becomes small, from the bottom up. Rows and columns outside
 * of the block that is not done yet are left alone.
 */
export function triangularize(a: JaxArray): readonly [t: JaxArray, z: JaxArray] {
  const n = a.shape[0]!;
  const { h, q } = reduce(a);
  if (n < 2) return [h, q];
  const [clean, bottom] = deflated(h);
  const isOpen = ([, , last, count]: State) => lax.and(lax.gt(last, 0), lax.lt(count, 60 * n));
  const step = ([matrix, z, last, count]: State): State => {
    const first = blockStart(matrix, last);
    const shift = shiftOf(matrix, last, count);
    const [swept, turned] = sweep(matrix, z, first, last, shift);
    const [next, below] = deflated(swept);
    return [next, turned, below, lax.add(count, 1)];
  };
  const [t, z] = whileLoop(isOpen, step, [clean, q, bottom, scalar(0, "int32")]) as unknown as State;
  return [triangle(t, "upper"), z];
}

/** Elements h[k + 1, k]. */
function subdiagonal(h: JaxArray): JaxArray {
  const n = h.shape[0]!;
  const places = numbers(n - 1);
  return lax.gather(h, lax.add(places, 1), places, { axes: [0, 1] });
}

/** Small elements of the subdiagonal set to 0; and the last row that has another one. */
function deflated(h: JaxArray): readonly [JaxArray, JaxArray] {
  const n = h.shape[0]!;
  const sizes = lax.abs(diagonalOf(h));
  const part = (from: number) =>
    lax.slice(sizes, { startIndices: [from], limitIndices: [from + n - 1], strides: null });
  const around = lax.add(part(0), part(1));
  const whole = lax.reduceMax(lax.abs(h), { axes: [0, 1] });
  const isSmall = lax.le(lax.abs(subdiagonal(h)), lax.mul(lax.selectN(lax.eq(around, 0), around, whole), eps));
  const along = (dimension: number) => lax.iota({ dtype: "int32", shape: [n, n], dimension });
  const spread = lax.broadcastInDim(lax.pad(isSmall, scalar(false, "bool"), { paddingConfig: [[0, 1, 0]] }), {
    shape: [n, n],
    broadcastDimensions: [1],
  });
  const isGone = lax.and(spread, lax.eq(along(0), lax.add(along(1), 1)));
  const rows = lax.selectN(isSmall, lax.add(numbers(n - 1), 1), scalar(0, "int32"));
  return [lax.selectN(isGone, h, scalar(0, h.dtype)), lax.reduceMax(rows, { axes: [0] })];
}

/** The first row of the block that ends with row `last`. */
function blockStart(h: JaxArray, last: JaxArray): JaxArray {
  const after = lax.add(numbers(h.shape[0]! - 1), 1);
  const isStart = lax.and(lax.eq(subdiagonal(h), 0), lax.lt(after, lax.add(last, 1)));
  return lax.reduceMax(lax.selectN(isStart, scalar(0, "int32"), after), { axes: [0] });
}

/** The eigenvalue of the last two by two that is nearer to its corner; now and then another number, so that nothing goes round in circles. */
function shiftOf(h: JaxArray, last: JaxArray, count: JaxArray): JaxArray {
  const at = (i: JaxArray, j: JaxArray) => lax.gather(h, i, j, { axes: [0, 1] });
  const before = lax.sub(last, 1);
  const [a, b, c, d] = [at(before, before), at(before, last), at(last, before), at(last, last)];
  const half = lax.mul(lax.sub(a, d), 0.5);
  const root = lax.sqrt(lax.add(lax.mul(half, half), lax.mul(b, c)));
  const [plus, minus] = [lax.add(half, root), lax.sub(half, root)];
  const near = lax.add(d, lax.selectN(lax.lt(lax.abs(plus), lax.abs(minus)), minus, plus));
  const odd = lax.add(d, lax.convertElementType(lax.abs(c), { newDtype: h.dtype, weakType: false }));
  return lax.selectN(lax.eq(lax.rem(count, 11), 10), near, odd);
}

/** One sweep: each rotation moves the element that does not belong there one place further down, and at the end out. */
function sweep(
  h: JaxArray,
  z: JaxArray,
  first: JaxArray,
  last: JaxArray,
  shift: JaxArray,
): readonly [JaxArray, JaxArray] {
  const n = h.shape[0]!;
  const at = (x: JaxArray, i: JaxArray, j: JaxArray) => lax.gather(x, i, j, { axes: [0, 1] });
  const rotate = (k: JaxArray, [matrix, vectors]: readonly [JaxArray, JaxArray]) => {
    const next = lax.add(k, 1);
    const isFirst = lax.eq(k, first);
    const before = lax.max(lax.sub(k, 1), 0);
    const x = lax.selectN(isFirst, at(matrix, k, before), lax.sub(at(matrix, k, k), shift));
    const y = at(matrix, next, lax.selectN(isFirst, before, k));
    const g = rotation(x, y);
    const rows = (m: JaxArray, by: JaxArray): JaxArray =>
      lax.dynamicUpdateSlice(
        m,
        product(by, lax.dynamicSlice(m, k, scalar(0, "int32"), { sliceSizes: [2, n] })),
        k,
        scalar(0, "int32"),
      );
    const columns = (m: JaxArray): JaxArray => transposed(rows(transposed(m), lax.conj(g)));
    return [columns(rows(matrix, g)), columns(vectors)] as const;
  };
  return foriLoop(first, last, rotate, [h, z]) as unknown as [JaxArray, JaxArray];
}

/** The unitary g with g [x, y] = [r, 0]. */
function rotation(x: JaxArray, y: JaxArray): JaxArray {
  const [a, b] = [lax.abs(x), lax.abs(y)];
  const large = lax.max(a, b);
  const isZero = lax.eq(large, 0);
  const scale = lax.selectN(isZero, large, scalar(1, "float32"));
  const size = lax.mul(scale, lax.sqrt(lax.add(lax.square(lax.div(a, scale)), lax.square(lax.div(b, scale)))));
  const divisor = lax.convertElementType(lax.selectN(isZero, size, scalar(1, "float32")), {
    newDtype: x.dtype,
    weakType: false,
  });
  const c = lax.selectN(isZero, lax.div(x, divisor), scalar(1, x.dtype));
  const s = lax.div(y, divisor);
  const row = (p: JaxArray, q: JaxArray) =>
    lax.concatenate(lax.reshape(p, { newSizes: [1, 1] }), lax.reshape(q, { newSizes: [1, 1] }), { dimension: 1 });
  return lax.concatenate(row(lax.conj(c), lax.conj(s)), row(lax.neg(s), c), { dimension: 0 });
}

const compiled: (a: JaxArray) => readonly JaxArray[] = jit(
  function schur(a: JaxArray): readonly JaxArray[] {
    return [...batched((x) => triangularize(x!), a)];
  },
  { inline: true },
) as (a: JaxArray) => readonly JaxArray[];

/**
 * Schur's form of complex matrices: a = Z T Zᴴ with a unitary Z and a triangle T, whose diagonal are the eigenvalues.
 *
 * @param x c64[…,n,n]
 * @returns [T, Z], both c64[…,n,n]
 * @throws TypeError for what is no stack of square matrices of complex numbers
 * @example
 * const a = jnp.array([[0, 1], [-1, 0]], { dtype: "complex64" });
 * const [t, z] = lax.linalg.schur(a);
 * assertAllClose(jnp.abs(jnp.matmul(z, jnp.matmul(t, jnp.conj(z.T))).sub(a)), [[0, 0], [0, 0]]);
 */
export function schur(x: JaxArray): [t: JaxArray, z: JaxArray] {
  checkSquare("bring to Schur's form", x, { complex: true });
  if (x.dtype !== "complex64")
    throw new TypeError(
      `Cannot bring ${printAval(x.aval)} to Schur's form: its triangle is complex; convert with x.astype("complex64")`,
    );
  return [...compiled(x)] as [JaxArray, JaxArray];
}
