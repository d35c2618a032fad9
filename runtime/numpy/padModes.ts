/** What `pad` puts around an array that is computed from it: statistics, ramps to a value, and odd reflections. One axis at a time. */
import type { JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { add, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { concatenate } from "./join.ts";
import { max, min } from "./minMax.ts";
import { median } from "./quantiles.ts";
import { linspace } from "./ranges.ts";
import { flip, repeat } from "./repetition.ts";
import { squeeze } from "./reshape.ts";
import { rint } from "./rounding.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { mean } from "./sums.ts";

/** How many elements come before and after. */
export type Width = readonly [before: number, after: number];

/** Modes whose elements are a statistic of the elements nearest to them. */
export type Statistic = "maximum" | "minimum" | "mean" | "median";

type Reduction = (x: JaxArray, options: { axis: number; keepdims: true }) => JaxArray;

/** How each is computed. */
export const statistics: Readonly<Record<Statistic, Reduction>> = { maximum: max, minimum: min, mean, median };

/** Around an axis a statistic of its first and last `length` elements; null for all. */
export function padStatistic(x: JaxArray, axis: number, width: Width, mode: Statistic, length: Width | null): JaxArray {
  const size = x.shape[axis]!;
  const of = (side: 0 | 1): JaxArray => {
    const n = Math.min(length?.[side] ?? size, size);
    if (n < 1)
      throw new RangeError(
        `Cannot pad ${printAval(x.aval)} along axis ${axis} with the ${mode} of ${n} elements: statLength must be at least 1`,
      );
    const near = side === 0 ? sliceAlong(x, axis, 0, n) : sliceAlong(x, axis, size - n, size);
    const value = statistics[mode](near, { axis, keepdims: true });
    const whole = isInteger(x.dtype) && value.dtype !== x.dtype ? rint(value) : value;
    return repeat(inDType(whole, x.dtype), width[side], { axis });
  };
  return concatenate([of(0), x, of(1)], { axis });
}

/** Around an axis steps from end values to the elements at its ends. */
export function padRamp(x: JaxArray, axis: number, width: Width, ends: readonly [JaxArray, JaxArray]): JaxArray {
  const size = x.shape[axis]!;
  const of = (side: 0 | 1): JaxArray => {
    const edge = squeeze(side === 0 ? sliceAlong(x, axis, 0, 1) : sliceAlong(x, axis, size - 1, size), { axis });
    return linspace(ends[side], edge, { num: width[side], endpoint: false, dtype: x.dtype, axis });
  };
  return concatenate([of(0), x, flip(of(1), { axis })], { axis });
}

/** Around an axis its reflection, turned upside down at each edge: 2 · edge − element. */
export function padOdd(x: JaxArray, axis: number, width: Width, mode: "reflect" | "symmetric"): JaxArray {
  const size = x.shape[axis]!;
  const skipped = mode === "reflect" && size > 1 ? 1 : 0;
  let whole = x;
  for (const side of [0, 1] as const) {
    let edge = side === 0 ? sliceAlong(whole, axis, 0, 1) : last(whole, axis, 1);
    for (let missing = width[side]; missing > 0; ) {
      const n = Math.min(missing, size - skipped);
      missing -= n;
      const near =
        side === 0
          ? sliceAlong(whole, axis, skipped, skipped + n)
          : sliceAlong(last(whole, axis, n + skipped), axis, 0, n);
      const turned = subtract(add(edge, edge), flip(near, { axis }));
      if (size > 1) edge = side === 0 ? sliceAlong(turned, axis, 0, 1) : last(turned, axis, 1);
      whole = concatenate(side === 0 ? [turned, whole] : [whole, turned], { axis });
    }
  }
  return whole;
}

function last(x: JaxArray, axis: number, n: number): JaxArray {
  return sliceAlong(x, axis, x.shape[axis]! - n, x.shape[axis]!);
}
