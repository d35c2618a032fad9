/** `qr`: a matrix as the product of an orthogonal one and an upper triangle. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { batched, checkMatrix } from "./batched.ts";
import { conjugate } from "./conjugate.ts";
import { mirror } from "./mirror.ts";
import { columnAt, numbers, outerProduct, product, triangle, unit } from "./parts.ts";

/** a − tau v (vᴴ a): the mirror image of every column. */
export function reflected(a: JaxArray, v: JaxArray, tau: JaxArray): JaxArray {
  return lax.sub(a, lax.mul(tau, outerProduct(v, product(conjugate(v), a))));
}

/**
 * Householder's method: mirrors that bring one column after another to the form of a triangle. Signs as LAPACK's: a diagonal element of R
 * has the sign opposite to the element that stood there.
 */
function mirrors(a: JaxArray): readonly [r: JaxArray, vs: JaxArray, taus: JaxArray] {
  const [m, n] = a.shape as unknown as [number, number];
  const rows = numbers(m);
  const step = (matrix: JaxArray, k: JaxArray) => {
    const { v, tau } = mirror(columnAt(matrix, k), rows, k);
    return [reflected(matrix, v, conjugate(tau)), [v, tau]] as const;
  };
  const [r, [vs, taus]] = scan(step, a, numbers(Math.min(m, n))) as unknown as [JaxArray, [JaxArray, JaxArray]];
  return [triangle(r, "upper"), vs, taus];
}

/** The product of the mirrors, as many columns as asked for. */
function assembled(vs: JaxArray, taus: JaxArray, m: number, columns: number): JaxArray {
  const start = lax.convertElementType(unit(m, columns), { newDtype: vs.dtype, weakType: false });
  const step = (q: JaxArray, [v, tau]: readonly [JaxArray, JaxArray]) => [reflected(q, v, tau), null] as const;
  return scan(step, start, [vs, taus] as const, { reverse: true })[0] as JaxArray;
}

function factor(a: JaxArray, isFull: boolean): readonly JaxArray[] {
  const [m, n] = a.shape as unknown as [number, number];
  const columns = isFull ? m : Math.min(m, n);
  const [r, vs, taus] = mirrors(a);
  const short = lax.slice(r, { startIndices: [0, 0], limitIndices: [columns, n], strides: null });
  return [assembled(vs, taus, m, columns), short];
}

const compiled: (a: JaxArray, isFull: boolean) => readonly JaxArray[] = jit(
  function qr(a: JaxArray, isFull: boolean): readonly JaxArray[] {
    return [...batched((x) => factor(x!, isFull), a)];
  },
  { staticArgnums: 1, inline: true },
) as (a: JaxArray, isFull: boolean) => readonly JaxArray[];

/**
 * A matrix as Q R: Q has orthonormal columns, R is an upper triangle.
 *
 * @param x f32[…,m,n] or c64[…,m,n]
 * @param options.fullMatrices whether Q is square, f32[…,m,m]; default true. Else it has min(m, n) columns
 * @returns [Q, R]
 * @throws TypeError for what is no stack of matrices of floats
 * @example
 * const a = jnp.array([[3, 1], [4, 1]], { dtype: "float32" });
 * const [q, r] = lax.linalg.qr(a);
 * assertAllClose(jnp.matmul(q, r), [3, 1, 4, 1]);
 */
export function qr(
  x: JaxArray,
  options: { readonly fullMatrices?: boolean | undefined } = {},
): [q: JaxArray, r: JaxArray] {
  checkMatrix("factor", x, { complex: true });
  return [...compiled(x, options.fullMatrices ?? true)] as [JaxArray, JaxArray];
}

/**
 * The product of mirrors I − tau v vᵀ, whose vectors stand below the diagonal of a matrix, as LAPACK leaves them.
 *
 * @param a f32[m,n]
 * @param taus f32[k], k ≤ n
 * @returns f32[m,n] with orthonormal columns
 * @throws TypeError for what is no matrix of floats
 * @example
 * const q = lax.linalg.householderProduct(jnp.array([[1], [0]], { dtype: "float32" }), jnp.array([0], { dtype: "float32" }));
 * assertAllClose(q, [1, 0]);
 */
export function householderProduct(a: JaxArray, taus: JaxArray): JaxArray {
  checkMatrix("multiply mirrors of", a);
  const [m, n] = a.shape.slice(-2) as [number, number];
  const k = taus.shape.at(-1)!;
  const lower = triangle(a, "lower", -1);
  const vectors = lax.add(lower, unit(m, n));
  const vs = lax.slice(lax.transpose(vectors, { permutation: [1, 0] }), {
    startIndices: [0, 0],
    limitIndices: [k, m],
    strides: null,
  });
  return assembled(vs, taus, m, n);
}
