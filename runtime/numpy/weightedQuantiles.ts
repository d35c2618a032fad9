/** The `"inverted_cdf"` of quantiles: the least element up to which the weights reach a part of their sum. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { multiply } from "./arithmetic.ts";
import { cumsum } from "./cumulative.ts";
import { clip } from "./extremes.ts";
import { isnan } from "./floatTests.ts";
import { logicalOr } from "./logical.ts";
import { expandDims, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { sum } from "./sums.ts";
import { takeAlongAxis } from "./take.ts";
import { moveaxis } from "./transpose.ts";
import { any } from "./truth.ts";
import { where } from "./where.ts";

/**
 * For each part the least element whose weights, with those of all smaller ones, sum up to it.
 *
 * @param rows f32[…,n]
 * @param weights f32[…,n], ≥ 0
 * @param parts f32[q] in [0, 1]
 * @param leavesNan whether NaN is left out; else it makes its row NaN
 * @returns f32[q,…]; NaN where a weight is negative or NaN, or nothing is left
 */
export function invertedCdf(rows: JaxArray, weights: JaxArray, parts: JaxArray, leavesNan: boolean): JaxArray {
  const last = rows.ndim - 1;
  const n = rows.shape[last]!;
  const unknown = isnan(rows);
  const isBad = any(logicalOr(lax.lt(weights, scalar(0, weights.dtype)), isnan(weights)), { axis: -1 });
  const known = where(unknown, Number.NaN, rows);
  const clean = where(logicalOr(unknown, lax.lt(weights, scalar(0, weights.dtype))), 0, weights);
  const [sorted, sortedWeights] = lax.sort(known, clean, { dimension: last, numKeys: 1 }) as [JaxArray, JaxArray];
  const reached = cumsum(sortedWeights, { axis: -1 });
  const outer = rows.shape.slice(0, -1);
  const total = reshape(sliceAlong(reached, last, n - 1, n), outer);
  const wanted = multiply(reshape(parts, [parts.size, ...outer.map(() => 1)]), total);
  const below = sum(lax.lt(...spread(reached, wanted)), { axis: -1, dtype: "int32" });
  const count = sum(where(unknown, 0, 1), { axis: -1, dtype: "int32" });
  const place = clip(below, 0, lax.max(lax.sub(count, scalar(1, "int32")), scalar(0, "int32")));
  const found = moveaxis(takeAlongAxis(sorted, moveaxis(place, 0, -1), { axis: -1, mode: "clip" }), -1, 0);
  const isMissing = leavesNan ? lax.eq(count, scalar(0, "int32")) : any(unknown, { axis: -1 });
  return where(logicalOr(isBad, isMissing), Number.NaN, found);
}

/** Both as [q, …, n]. */
function spread(reached: JaxArray, wanted: JaxArray): [JaxArray, JaxArray] {
  const shape = [wanted.shape[0]!, ...reached.shape];
  return [
    lax.broadcastInDim(reached, { shape, broadcastDimensions: reached.shape.map((_, k) => k + 1) }),
    lax.broadcastInDim(expandDims(wanted, -1), { shape, broadcastDimensions: shape.map((_, k) => k) }),
  ];
}
