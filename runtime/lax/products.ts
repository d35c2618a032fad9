/** `jax.lax`: matrix products. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { type DimensionNumbers, dotGeneral as dotGeneralPrimitive } from "../primitives/dotGeneral.ts";
import { printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";

export interface DotOptions {
  /** Dtype of products, sums and result; default: that of the operands. */
  readonly preferredElementType?: DType | null;
}

/**
 * The product of two arrays over contracting axes, with batch axes that go along.
 *
 *     out[batch, lhs free, rhs free] = Σ lhs · rhs        f32[2,3], f32[3,5], [[[1], [0]], [[], []]] → f32[2,5]
 *
 * @param lhs array
 * @param rhs array of the same dtype
 * @param dimensionNumbers `[[lhs, rhs] contracting axes, [lhs, rhs] batch axes]`
 * @param options.preferredElementType dtype of products, sums and result; default: that of the operands
 * @throws TypeError where sizes or dtypes do not fit
 * @example
 * const a = jnp.array([[1, 2], [3, 4]]);
 * assertEqual(lax.dotGeneral(a, a, [[[1], [0]], [[], []]]), "[[ 7 10]\n [15 22]]");
 */
export function dotGeneral(
  lhs: ArrayLike,
  rhs: ArrayLike,
  dimensionNumbers: DimensionNumbers,
  options: DotOptions = {},
): JaxArray {
  return dotGeneralPrimitive(lhs, rhs, {
    dimensionNumbers,
    preferredElementType: options.preferredElementType ?? null,
  });
}

/**
 * The product of vectors and matrices: the last axis of lhs with the first axis of rhs. f32[2,3], f32[3] → f32[2].
 *
 * @param lhs array of rank 1 or 2
 * @param rhs array of rank 1 or 2
 * @param options.preferredElementType dtype of products, sums and result; default: that of the operands
 * @throws TypeError for other ranks, and where sizes or dtypes do not fit
 * @example
 * assertEqual(lax.dot(jnp.array([1, 2]), jnp.array([3, 4])), "11");
 */
export function dot(lhs: ArrayLike, rhs: ArrayLike, options: DotOptions = {}): JaxArray {
  const [a, b] = [asArray(lhs), asArray(rhs)];
  if (![1, 2].includes(a.ndim) || ![1, 2].includes(b.ndim)) {
    throw new TypeError(
      `Cannot dot ${printAval(a.aval)} and ${printAval(b.aval)}: both must have rank 1 or 2; use dotGeneral or jnp.matmul`,
    );
  }
  return dotGeneral(
    a,
    b,
    [
      [[a.ndim - 1], [0]],
      [[], []],
    ],
    options,
  );
}
