import type { ArrayLike } from "../../core/array.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { linearSchedule } from "./linearSchedule.ts";

/**
 * Up along a line, then constant.
 *
 * @param initValue the value at count 0
 * @param peakValue the value after the warm-up
 * @param warmupSteps the number of updates it takes
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.warmupConstantSchedule(0, 1, 10);
 * assertAllClose([schedule(0), schedule(5), schedule(99)].map(Number), [0, 0.5, 1]);
 */
export function warmupConstantSchedule(initValue: ArrayLike, peakValue: ArrayLike, warmupSteps: number): Schedule {
  return describe(
    "warmupConstantSchedule",
    { initValue, peakValue, warmupSteps },
    linearSchedule(initValue, peakValue, warmupSteps),
  );
}
