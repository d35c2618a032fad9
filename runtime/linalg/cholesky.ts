/** `cholesky`: a positive definite matrix as the product of a triangle and its transpose. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { batched, checkSquare } from "./batched.ts";
import { adjoint, conjugate } from "./conjugate.ts";
import { columnAt, elementAt, numbers, outerProduct, transposed, triangle } from "./parts.ts";

/** One column after another; what is left of the matrix becomes smaller by the product of the column with itself. */
function factor(a: JaxArray): readonly JaxArray[] {
  const n = a.shape[0]!;
  const rows = numbers(n);
  const [, columns] = scan(
    (rest: JaxArray, k: JaxArray) => {
      const column = columnAt(rest, k);
      const scaled = lax.div(column, lax.sqrt(elementAt(column, k)));
      const own = lax.selectN(lax.ge(rows, k), scalar(0, a.dtype), scaled);
      return [lax.sub(rest, outerProduct(own, conjugate(own))), own] as const;
    },
    a,
    numbers(n),
  );
  const lower = transposed(columns as JaxArray);
  // a matrix that is not positive definite has no factor at all
  const flat = lax.reshape(lax.ne(lower, lower), { newSizes: [n * n] });
  const failed = n === 0 ? scalar(false, "bool") : lax.reduceOr(flat, { axes: [0] });
  return [triangle(lax.selectN(failed, lower, scalar(Number.NaN, a.dtype)), "lower")];
}

const compiled: (a: JaxArray) => JaxArray = jit(
  function cholesky(a: JaxArray): JaxArray {
    return batched(factor, a)[0]!;
  },
  { inline: true },
);

/**
 * The lower triangle L with L Lᵀ = a. Only the lower triangle of `a` is read where it is symmetric; NaN where it is not positive
 * definite.
 *
 * @param a f32[…,n,n], symmetric
 * @param options.symmetrizeInput whether (a + aᵀ) / 2 is taken first, so that derivatives are symmetric; default true
 * @returns f32[…,n,n]
 * @throws TypeError for what is no stack of square matrices of floats
 * @example
 * assertEqual(lax.linalg.cholesky(jnp.array([[4, 2], [2, 2]], { dtype: "float32" })), "[[2. 0.]\n [1. 1.]]");
 */
export function cholesky(a: JaxArray, options: { readonly symmetrizeInput?: boolean | undefined } = {}): JaxArray {
  checkSquare("factor by Cholesky's method", a, { complex: true });
  if (options.symmetrizeInput === false) return compiled(a);
  return compiled(lax.mul(lax.add(a, adjoint(a)), 0.5));
}

/** Every matrix of a stack transposed. */
export function lastTwoExchanged(a: JaxArray): JaxArray {
  const axes = a.shape.map((_, k) => k);
  return lax.transpose(a, { permutation: [...axes.slice(0, -2), a.ndim - 1, a.ndim - 2] });
}
