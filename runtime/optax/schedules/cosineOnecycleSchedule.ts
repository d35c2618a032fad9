import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { checkSteps } from "./linearOnecycleSchedule.ts";
import { piecewiseInterpolateSchedule } from "./piecewiseInterpolateSchedule.ts";

/** Options of {@link cosineOnecycleSchedule}. */
export interface CosineOnecycleOptions {
  /** Share of the steps until the peak; default 0.3. */
  readonly pctStart?: number;
  /** Peak over first value; default 25. */
  readonly divFactor?: number;
  /** First over last value; default 1e4. */
  readonly finalDivFactor?: number;
}

/**
 * Up to the peak along half a cosine, and down towards zero along another: PyTorch's `OneCycleLR`.
 *
 * @param transitionSteps the length of the schedule, in updates; > 0
 * @param peakValue the largest value
 * @param options see {@link CosineOnecycleOptions}
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError when `transitionSteps` is not positive
 * @example
 * const schedule = optax.cosineOnecycleSchedule(100, 1);
 * assertAllClose([schedule(0), schedule(15), schedule(30)].map(Number), [0.04, 0.52, 1], { rtol: 1e-5 });
 * @see Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2017, https://arxiv.org/abs/1708.07120
 */
export function cosineOnecycleSchedule(
  transitionSteps: number,
  peakValue: number,
  options: CosineOnecycleOptions = {},
): Schedule {
  const { pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
  checkSteps("cosine", transitionSteps);
  return describe(
    "cosineOnecycleSchedule",
    { transitionSteps, peakValue, pctStart, divFactor, finalDivFactor },
    piecewiseInterpolateSchedule("cosine", peakValue / divFactor, {
      boundariesAndScales: {
        [Math.trunc(pctStart * transitionSteps)]: divFactor,
        [transitionSteps]: 1 / (divFactor * finalDivFactor),
      },
    }),
  );
}
