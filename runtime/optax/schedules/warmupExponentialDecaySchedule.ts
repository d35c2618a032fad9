import type { ArrayLike } from "../../core/array.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { type ExponentialDecayOptions, exponentialDecay } from "./exponentialDecay.ts";
import { joinSchedules } from "./joinSchedules.ts";
import { linearSchedule } from "./linearSchedule.ts";

/** What `warmupExponentialDecaySchedule` needs. */
export interface WarmupExponentialDecayOptions extends ExponentialDecayOptions {
  /** The value at count 0. */
  readonly initValue: ArrayLike;
  /** The value after the warm-up. */
  readonly peakValue: ArrayLike;
  /** Number of updates of the warm-up. */
  readonly warmupSteps: number;
  /** Number of updates for one factor `decayRate`. */
  readonly transitionSteps: number;
  readonly decayRate: number;
}

/**
 * Up along a line, then exponential decay, which counts from the end of the warm-up.
 *
 * @param options see {@link WarmupExponentialDecayOptions}
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.warmupExponentialDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, transitionSteps: 5, decayRate: 0.5 });
 * assertAllClose([schedule(5), schedule(10), schedule(15)].map(Number), [0.5, 1, 0.5]);
 */
export function warmupExponentialDecaySchedule(options: WarmupExponentialDecayOptions): Schedule {
  const { initValue, peakValue, warmupSteps, transitionSteps, decayRate, ...rest } = options;
  const decay = exponentialDecay(peakValue, transitionSteps, decayRate, rest);
  return describe(
    "warmupExponentialDecaySchedule",
    { initValue, peakValue, warmupSteps, transitionSteps, decayRate, ...rest },
    joinSchedules([linearSchedule(initValue, peakValue, warmupSteps), decay], [warmupSteps]),
  );
}
