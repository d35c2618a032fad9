import type { ArrayLike } from "../../core/array.ts";
import { add, clip, divide, multiply, power, subtract } from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";

/** What `polynomialSchedule` needs. */
export interface PolynomialScheduleOptions {
  /** I, the value before the transition. */
  readonly initValue: ArrayLike;
  /** E, the value after it. */
  readonly endValue: ArrayLike;
  /** P, the exponent; 1 is a straight line. */
  readonly power: ArrayLike;
  /** T, the number of updates it takes; ≤ 0 leaves the value at I for ever. */
  readonly transitionSteps: number;
  /** B, the number of updates before it begins; default 0. */
  readonly transitionBegin?: number;
}

/**
 * A polynomial from one value to another.
 *
 *     α(t) = (I − E) · (1 − clip(t − B, 0, T) / T)ᴾ + E
 *
 * @param options see {@link PolynomialScheduleOptions}
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.polynomialSchedule({ initValue: 1, endValue: 0, power: 2, transitionSteps: 10 });
 * assertAllClose([schedule(0), schedule(5), schedule(10), schedule(99)].map(Number), [1, 0.25, 0, 0]);
 */
export function polynomialSchedule(options: PolynomialScheduleOptions): Schedule {
  const { initValue, endValue, power: exponent, transitionSteps, transitionBegin = 0 } = options;
  if (transitionSteps <= 0)
    return describe(
      "polynomialSchedule",
      { initValue, endValue, power: exponent, transitionSteps, transitionBegin },
      () => initValue,
    );
  const begin = Math.max(transitionBegin, 0);
  const fall = difference(initValue, endValue);
  return describe("polynomialSchedule", {
    initValue,
    endValue,
    power: exponent,
    transitionSteps,
    transitionBegin,
  }, (count) => {
    const done = clip(subtract(count, begin), 0, transitionSteps);
    const left = subtract(1, divide(done, transitionSteps));
    return add(multiply(fall, exponent === 1 ? left : power(left, exponent)), endValue);
  });
}

/** a − b; of two numbers in float64, as Python does. */
export function difference(a: ArrayLike, b: ArrayLike): ArrayLike {
  return typeof a === "number" && typeof b === "number" ? a - b : subtract(a, b);
}
