/** `symmetricProduct`: a matrix times its transpose. */
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkMatrix } from "./batched.ts";
import { product, transposed, triangle } from "./parts.ts";

/** Options of `symmetricProduct`. */
export interface SymmetricProductOptions {
  /** Factor of the product; default 1. */
  readonly alpha?: number | undefined;
  /** Factor of C; default 0. */
  readonly beta?: number | undefined;
  /** Whether the upper triangle is taken from the lower one; default false. */
  readonly symmetrizeOutput?: boolean | undefined;
}

/**
 * α A Aᵀ + β C.
 *
 * @param aMatrix f32[…,m,n]
 * @param cMatrix f32[…,m,m], symmetric
 * @param options `alpha`: default 1; `beta`: default 0; `symmetrizeOutput`: default false
 * @returns f32[…,m,m]
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const a = jnp.float32([[1, 2]]);
 * assertEqual(lax.linalg.symmetricProduct(a, jnp.float32([[3]]), { alpha: 2, beta: 1 }), "[[13.]]");
 */
export function symmetricProduct(
  aMatrix: JaxArray,
  cMatrix: JaxArray,
  options: SymmetricProductOptions = {},
): JaxArray {
  const { alpha = 1, beta = 0, symmetrizeOutput = false } = options;
  checkMatrix("multiply", aMatrix);
  const m = aMatrix.shape.at(-2)!;
  const shape = [...aMatrix.shape.slice(0, -2), m, m];
  if (String(cMatrix.shape) !== String(shape) || cMatrix.dtype !== aMatrix.dtype)
    throw new TypeError(
      `Cannot add ${printAval(cMatrix.aval)} to the symmetric product of ${printAval(aMatrix.aval)}: it must be f32[${shape}]`,
    );
  const each = (a: JaxArray, c: JaxArray): readonly JaxArray[] => {
    const sum = lax.add(lax.mul(product(a, transposed(a)), alpha), lax.mul(c, beta));
    return [symmetrizeOutput ? lax.add(triangle(sum, "lower"), transposed(triangle(sum, "lower", -1))) : sum];
  };
  return batched(each as (...matrices: JaxArray[]) => readonly JaxArray[], aMatrix, cMatrix)[0]!;
}
