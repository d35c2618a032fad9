/** `ormqr`: a matrix times the Q of a factorization, which is never made. */
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkMatrix, checkOuter } from "./batched.ts";
import { transposed, triangle, unit } from "./parts.ts";
import { reflected } from "./qr.ts";

/** Options of `ormqr`. */
export interface OrmqrOptions {
  /** Whether Q stands on the left; default true. */
  readonly left?: boolean | undefined;
  /** Whether its transpose is taken; default false. */
  readonly transpose?: boolean | undefined;
}

/**
 * Q c, Qᵀ c, c Q or c Qᵀ, for the product Q of mirrors I − tau v vᵀ whose vectors stand below the diagonal of `a`, as LAPACK leaves them.
 *
 * @param a f32[…,m,n]: the vectors
 * @param taus f32[…,k], k ≤ n
 * @param c f32[…,m,p]; on the left of Q f32[…,p,m]
 * @param options `left`: whether Q stands on the left, default true; `transpose`: default false
 * @returns array of the shape of `c`
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const [a, taus] = [jnp.float32([[1, 0], [1, 1]]), jnp.float32([1, 0])];
 * assertEqual(lax.linalg.ormqr(a, taus, jnp.eye(2)), "[[ 0. -1.]\n [-1.  0.]]");
 */
export function ormqr(a: JaxArray, taus: JaxArray, c: JaxArray, options: OrmqrOptions = {}): JaxArray {
  const { left = true, transpose = false } = options;
  checkMatrix("multiply by mirrors of", a);
  checkMatrix("multiply", c);
  checkOuter("multiply", a, c);
  const [m, k] = [a.shape.at(-2)!, taus.shape.at(-1) ?? 0];
  const isFitting = String(taus.shape.slice(0, -1)) === String(a.shape.slice(0, -2)) && k <= a.shape.at(-1)!;
  if (!isFitting || c.shape.at(left ? -2 : -1) !== m)
    throw new TypeError(
      `Cannot multiply ${printAval(c.aval)} by mirrors of ${printAval(a.aval)} and ${printAval(taus.aval)}: shapes must fit`,
    );
  const each = (vectors: JaxArray, factors: JaxArray, given: JaxArray): readonly JaxArray[] => {
    const whole = lax.add(triangle(vectors, "lower", -1), unit(m, vectors.shape[1]!));
    const vs = lax.slice(transposed(whole), { startIndices: [0, 0], limitIndices: [k, m], strides: null });
    const step = (x: JaxArray, [v, tau]: readonly [JaxArray, JaxArray]) => [reflected(x, v, tau), null] as const;
    const operands = [vs, lax.reshape(factors, { newSizes: [k] })] as const;
    // c Q is the transpose of Qᵀ cᵀ; of Q the last mirror comes first
    const reverse = left ? !transpose : transpose;
    const result = scan(step, left ? given : transposed(given), operands, { reverse })[0] as JaxArray;
    return [left ? result : transposed(result)];
  };
  const column = lax.reshape(taus, { newSizes: [...taus.shape, 1] });
  return batched(each as (...matrices: JaxArray[]) => readonly JaxArray[], a, column, c)[0]!;
}
