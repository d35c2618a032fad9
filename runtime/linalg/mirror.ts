/** Householder's mirrors, of real and complex columns. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import type { DType } from "../types/dtype.ts";
import { conjugate, realPart } from "./conjugate.ts";
import { elementAt } from "./parts.ts";

/** v is 1 at the pivot and 0 above. */
export interface Mirror {
  readonly v: JaxArray;
  readonly tau: JaxArray;
}

/**
 * The mirror I − τ v vᴴ whose adjoint brings a column to its form: after it there is one real number at the pivot, and zeros below. Signs as LAPACK's.
 *
 * @param rows 0, 1, … n − 1
 */
export function mirror(column: JaxArray, rows: JaxArray, pivot: JaxArray): Mirror {
  const [zero, one] = [scalar(0, column.dtype), scalar(1, column.dtype)];
  const alpha = elementAt(column, pivot);
  const below = lax.selectN(lax.gt(rows, pivot), zero, column);
  const rest = lax.reduceSum(realPart(lax.mul(below, conjugate(below))), { axes: [0] });
  const isDone = lax.and(lax.eq(rest, 0), lax.eq(alpha, lax.convertElementType(realPart(alpha), like(alpha))));
  const size = realPart(lax.mul(alpha, conjugate(alpha)));
  const length = lax.sqrt(lax.selectN(isDone, lax.add(size, rest), scalar(1, "float32")));
  const beta = lax.convertElementType(lax.selectN(lax.ge(realPart(alpha), 0), length, lax.neg(length)), like(alpha));
  const tau = lax.selectN(isDone, lax.div(lax.sub(beta, alpha), beta), zero);
  const scaled = lax.div(below, lax.selectN(isDone, lax.sub(alpha, beta), one));
  return { v: lax.selectN(lax.eq(rows, pivot), scaled, one), tau };
}

function like({ dtype }: JaxArray): { newDtype: DType; weakType: false } {
  return { newDtype: dtype, weakType: false };
}
