import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  cos,
  divide,
  less,
  lessEqual,
  logicalAnd,
  multiply,
  subtract,
  where,
} from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { type BoundariesAndScales, sortedScales } from "./piecewiseConstantSchedule.ts";
import { difference } from "./polynomialSchedule.ts";

/**
 * A value that moves from one level to the next, along a line or half a cosine. The levels are the products of the factors so far.
 *
 *     vᵢ = I · s₁ ⋯ sᵢ      p = (t − bᵢ) / (bᵢ₊₁ − bᵢ)      for bᵢ ≤ t < bᵢ₊₁
 *     α(t) = vᵢ + (vᵢ₊₁ − vᵢ) · p                             linear
 *     α(t) = vᵢ₊₁ + ½ (vᵢ − vᵢ₊₁) · (1 + cos πp)              cosine
 *
 * @param interpolateType "linear" or "cosine"
 * @param initValue I, the value at count 0
 * @param options.boundariesAndScales the factors sᵢ ≥ 0 by count bᵢ > 0; default none
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError for another type of interpolation and for a negative factor
 * @example
 * const schedule = optax.piecewiseInterpolateSchedule("linear", 1, { boundariesAndScales: { 4: 0.1, 8: 0.01 } });
 * assertAllClose([schedule(0), schedule(2), schedule(4), schedule(8)].map(Number), [1, 0.55, 0.1, 0.001], { rtol: 1e-5 });
 */
export function piecewiseInterpolateSchedule(
  interpolateType: "linear" | "cosine",
  initValue: ArrayLike,
  options: { boundariesAndScales?: BoundariesAndScales | null } = {},
): Schedule {
  if (!Object.hasOwn(interpolations, interpolateType)) {
    throw new RangeError(
      `Cannot make a piecewise schedule: the interpolation must be "linear" or "cosine", got ${String(interpolateType)}`,
    );
  }
  const interpolate = interpolations[interpolateType];
  const steps = sortedScales("piecewise", options.boundariesAndScales ?? {});
  const bounds = [0, ...steps.map(([boundary]) => boundary)];
  const levels = [float32(initValue)];
  for (const [, scale] of steps) levels.push(product(levels.at(-1)!, scale));
  return describe("piecewiseInterpolateSchedule", { interpolateType, initValue, ...options }, (count) => {
    const settled = where(lessEqual(bounds.at(-1)!, count), levels.at(-1)!, 0);
    return steps.reduce<JaxArray>((total, [end], i) => {
      const begin = bounds[i]!;
      const inside = logicalAnd(lessEqual(begin, count), less(count, end));
      const share = divide(subtract(count, begin), Math.max(end - begin, 1));
      return add(total, where(inside, interpolate(levels[i]!, levels[i + 1]!, share), 0));
    }, settled);
  });
}

const interpolations: Record<"linear" | "cosine", (start: ArrayLike, end: ArrayLike, share: JaxArray) => JaxArray> = {
  linear: (start, end, share) => add(multiply(difference(end, start), share), start),
  cosine: (start, end, share) => {
    const half = difference(start, end);
    const amplitude = typeof half === "number" ? half / 2 : divide(half, 2);
    return add(end, multiply(amplitude, add(cos(multiply(Math.PI, share)), 1)));
  },
};

/** Levels are float32, as Optax has them. */
function float32(value: ArrayLike): ArrayLike {
  return typeof value === "number" ? Math.fround(value) : asarray(value);
}

function product(level: ArrayLike, scale: number): ArrayLike {
  return typeof level === "number" ? Math.fround(level * Math.fround(scale)) : multiply(level, scale);
}
