import type { ArrayLike } from "../../core/array.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { polynomialSchedule } from "./polynomialSchedule.ts";

/**
 * A straight line from one value to another.
 *
 *     α(t) = (I − E) · (1 − clip(t − B, 0, T) / T) + E
 *
 * @param initValue I, the value before the transition
 * @param endValue E, the value after it
 * @param transitionSteps T, the number of updates it takes; ≤ 0 leaves the value at I for ever
 * @param options.transitionBegin B, the number of updates before it begins; default 0
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.linearSchedule(1, 0, 10, { transitionBegin: 5 });
 * assertAllClose([schedule(0), schedule(5), schedule(10), schedule(15)].map(Number), [1, 1, 0.5, 0]);
 */
export function linearSchedule(
  initValue: ArrayLike,
  endValue: ArrayLike,
  transitionSteps: number,
  options: { transitionBegin?: number } = {},
): Schedule {
  return describe(
    "linearSchedule",
    { initValue, endValue, transitionSteps, ...options },
    polynomialSchedule({ initValue, endValue, power: 1, transitionSteps, ...options }),
  );
}
