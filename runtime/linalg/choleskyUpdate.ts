/** `choleskyUpdate`: the factor of a matrix after a column times its transpose was added. */
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { batched, checkSquare } from "./batched.ts";
import { elementAt, numbers } from "./parts.ts";

/** One rotation a row: it takes the vector's element into the diagonal. */
function rotated(r: JaxArray, w: JaxArray): readonly JaxArray[] {
  const n = r.shape[0]!;
  const step = (rest: JaxArray, [row, k]: readonly [JaxArray, JaxArray]) => {
    const [own, other] = [elementAt(row, k), elementAt(rest, k)];
    const length = lax.sqrt(lax.add(lax.mul(own, own), lax.mul(other, other)));
    const [c, s] = [lax.div(own, length), lax.div(other, length)];
    return [lax.sub(lax.mul(c, rest), lax.mul(s, row)), lax.add(lax.mul(c, row), lax.mul(s, rest))] as const;
  };
  const first = lax.reshape(w, { newSizes: [n] });
  return [scan(step, first, [r, numbers(n)] as const)[1] as JaxArray];
}

/**
 * The upper triangle R' with R'ᵀ R' = Rᵀ R + w wᵀ, in O(n²).
 *
 * @param rMatrix f32[…,n,n]: an upper triangle
 * @param wVector f32[…,n]
 * @returns f32[…,n,n]
 * @throws TypeError where shapes or dtypes do not fit
 * @example
 * const r = lax.linalg.choleskyUpdate(jnp.float32([[2, 1], [0, 1]]), jnp.float32([1, 0]));
 * assertAllClose(jnp.matmul(r.T, r), [5, 2, 2, 2], { atol: 1e-5 });
 */
export function choleskyUpdate(rMatrix: JaxArray, wVector: JaxArray): JaxArray {
  checkSquare("update", rMatrix);
  const shape = rMatrix.shape.slice(0, -1);
  if (String(wVector.shape) !== String(shape) || wVector.dtype !== rMatrix.dtype)
    throw new TypeError(
      `Cannot update ${printAval(rMatrix.aval)} by ${printAval(wVector.aval)}: it must be f32[${shape}]`,
    );
  const column = lax.reshape(wVector, { newSizes: [...shape, 1] });
  return batched(rotated as (...matrices: JaxArray[]) => readonly JaxArray[], rMatrix, column)[0]!;
}
