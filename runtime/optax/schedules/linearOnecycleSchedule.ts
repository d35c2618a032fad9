import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { piecewiseInterpolateSchedule } from "./piecewiseInterpolateSchedule.ts";

/** Options of {@link linearOnecycleSchedule}. */
export interface LinearOnecycleOptions {
  /** Share of the steps until the peak; default 0.3. */
  readonly pctStart?: number;
  /** Share of the steps until the value is back where it began; default 0.85. */
  readonly pctFinal?: number;
  /** Peak over first value; default 25. */
  readonly divFactor?: number;
  /** First over last value; default 1e4. */
  readonly finalDivFactor?: number;
}

/**
 * Up to the peak along a line, back, and on towards zero.
 *
 * @param transitionSteps the length of the schedule, in updates; > 0
 * @param peakValue the largest value
 * @param options see {@link LinearOnecycleOptions}
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError when `transitionSteps` is not positive
 * @example
 * const schedule = optax.linearOnecycleSchedule(100, 1);
 * assertAllClose([schedule(0), schedule(30), schedule(85)].map(Number), [0.04, 1, 0.04], { rtol: 1e-5 });
 * @see Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2017, https://arxiv.org/abs/1708.07120
 */
export function linearOnecycleSchedule(
  transitionSteps: number,
  peakValue: number,
  options: LinearOnecycleOptions = {},
): Schedule {
  const { pctStart = 0.3, pctFinal = 0.85, divFactor = 25, finalDivFactor = 1e4 } = options;
  checkSteps("linear", transitionSteps);
  return describe(
    "linearOnecycleSchedule",
    { transitionSteps, peakValue, pctStart, pctFinal, divFactor, finalDivFactor },
    piecewiseInterpolateSchedule("linear", peakValue / divFactor, {
      boundariesAndScales: {
        [Math.trunc(pctStart * transitionSteps)]: divFactor,
        [Math.trunc(pctFinal * transitionSteps)]: 1 / divFactor,
        [transitionSteps]: 1 / finalDivFactor,
      },
    }),
  );
}

/** Throws for a schedule without steps. */
export function checkSteps(kind: string, transitionSteps: number): void {
  if (!(transitionSteps > 0))
    throw new RangeError(
      `Cannot make a ${kind} onecycle schedule: transitionSteps must be > 0, got ${transitionSteps}`,
    );
}
