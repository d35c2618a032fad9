import type { JaxArray } from "../../core/array.ts";
import { stopGradient } from "../../lax/index.ts";
import { add, expandDims, greater, greaterEqual, multiply, sum, where } from "../../numpy/index.ts";

/**
 * Which elements of vectors stay positive when they are projected onto the simplex of sum 1: f[…, n] → bool[…, n].
 *
 *     vᵢ stays  ⇔  1 + k vᵢ > c        k, c: number and sum of the elements ≥ vᵢ
 *
 * Each element is compared with each, within one kernel, which needs no sorted copy.
 */
export function simplexSupport(values: JaxArray): JaxArray {
  const v = stopGradient(values);
  const others = expandDims(v, -2); // (…, 1, n)
  const atLeast = greaterEqual(others, expandDims(v, -1)); // (…, n, n)
  const count = sum(atLeast, { axis: -1 });
  const total = sum(where(atLeast, others, 0), { axis: -1 });
  return greater(add(1, multiply(count, v)), total);
}
