import type { ArrayLike } from "../../core/array.ts";
import { add, maximum, multiply, sign, subtract } from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";

/** Factors by the count at which they begin: `{ 100: 0.1, 200: 0.5 }`. */
export type BoundariesAndScales = Readonly<Record<number, number>>;

/**
 * A value that is multiplied by a factor at certain counts.
 *
 *     α(t) = I · Π { sᵢ : t ≥ bᵢ }
 *
 * @param initValue I, the value at count 0
 * @param options.boundariesAndScales the factors sᵢ ≥ 0 by count bᵢ; default none
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError for a negative factor
 * @example
 * const schedule = optax.piecewiseConstantSchedule(1, { boundariesAndScales: { 100: 0.1, 200: 0.5 } });
 * assertAllClose([schedule(99), schedule(100), schedule(200)].map(Number), [1, 0.1, 0.05], { rtol: 1e-6 });
 */
export function piecewiseConstantSchedule(
  initValue: ArrayLike,
  options: { boundariesAndScales?: BoundariesAndScales | null } = {},
): Schedule {
  const steps = sortedScales("piecewise constant", options.boundariesAndScales ?? {});
  return describe("piecewiseConstantSchedule", { initValue, ...options }, (count) =>
    steps.reduce<ArrayLike>((value, [boundary, scale]) => {
      const before = maximum(0, sign(subtract(boundary, count)));
      return add(multiply(value, before), multiply(multiply(subtract(1, before), scale), value));
    }, initValue),
  );
}

/** Boundaries in order with their factors. */
export function sortedScales(
  kind: string,
  given: BoundariesAndScales | ReadonlyMap<number, number>,
): [boundary: number, scale: number][] {
  const entries = given instanceof Map ? [...given] : Object.entries(given);
  const pairs = entries.map(([boundary, scale]): [number, number] => [Number(boundary), Number(scale)]);
  const negative = pairs.find(([, scale]) => !(scale >= 0));
  if (negative)
    throw new RangeError(`Cannot make a ${kind} schedule: the scale at ${negative[0]} must be ≥ 0, got ${negative[1]}`);
  return pairs.sort(([a], [b]) => a - b);
}
