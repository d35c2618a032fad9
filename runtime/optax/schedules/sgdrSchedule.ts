import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { joinSchedules } from "./joinSchedules.ts";
import { type WarmupCosineDecayOptions, warmupCosineDecaySchedule } from "./warmupCosineDecaySchedule.ts";

/**
 * Warm-up and cosine decay again and again: stochastic gradient descent with warm restarts.
 *
 * @param cosineKwargs one set of options per cycle, see {@link WarmupCosineDecayOptions}; a cycle lasts its `decaySteps`
 * @returns a schedule: a function of the number of updates done
 * @example
 * const cycle = { initValue: 0, peakValue: 1, warmupSteps: 5, decaySteps: 15 };
 * const schedule = optax.sgdrSchedule([cycle, cycle]);
 * assertAllClose([schedule(5), schedule(15), schedule(20)].map(Number), [1, 0, 1]);
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, https://arxiv.org/abs/1608.03983
 */
export function sgdrSchedule(cosineKwargs: readonly WarmupCosineDecayOptions[]): Schedule {
  let end = 0;
  const boundaries = cosineKwargs.map(({ decaySteps }) => (end += decaySteps));
  return describe(
    "sgdrSchedule",
    { cosineKwargs },
    joinSchedules(cosineKwargs.map(warmupCosineDecaySchedule), boundaries.slice(0, -1)),
  );
}
