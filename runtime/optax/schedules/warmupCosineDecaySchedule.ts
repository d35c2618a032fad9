import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { cosineDecaySchedule } from "./cosineDecaySchedule.ts";
import { joinSchedules } from "./joinSchedules.ts";
import { linearSchedule } from "./linearSchedule.ts";

/** What `warmupCosineDecaySchedule` needs. */
export interface WarmupCosineDecayOptions {
  /** The value at count 0. */
  readonly initValue: number;
  /** The value after the warm-up. */
  readonly peakValue: number;
  /** Number of updates of the warm-up. */
  readonly warmupSteps: number;
  /** Number of updates of the whole schedule, the warm-up included; > warmupSteps. */
  readonly decaySteps: number;
  /** The value at the end; default 0. */
  readonly endValue?: number;
  /** Exponent of the cosine; default 1. */
  readonly exponent?: number;
}

/**
 * Up along a line, then down along half a cosine.
 *
 *     t < W:   α(t) = I + (P − I) t / W
 *     t ≥ W:   α(t) = E + (P − E) · ½ (1 + cos(π (t − W) / (D − W)))
 *
 * @param options see {@link WarmupCosineDecayOptions}
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError when `decaySteps` is not larger than `warmupSteps`: it counts the warm-up too
 * @example
 * const schedule = optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 110, endValue: 0.1 });
 * assertAllClose([schedule(0), schedule(5), schedule(10), schedule(60), schedule(110)].map(Number), [0, 0.5, 1, 0.55, 0.1], { rtol: 1e-5 });
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, https://arxiv.org/abs/1608.03983
 */
export function warmupCosineDecaySchedule(options: WarmupCosineDecayOptions): Schedule {
  const { initValue, peakValue, warmupSteps, decaySteps, endValue = 0, exponent = 1 } = options;
  if (!(decaySteps > warmupSteps)) {
    throw new RangeError(
      `Cannot make a warm-up cosine schedule: decaySteps is the length of the whole schedule and must be > warmupSteps, got ${decaySteps} and ${warmupSteps}`,
    );
  }
  const alpha = peakValue === 0 ? 0 : endValue / peakValue;
  const decay = cosineDecaySchedule(peakValue, decaySteps - warmupSteps, { alpha, exponent });
  return describe(
    "warmupCosineDecaySchedule",
    { initValue, peakValue, warmupSteps, decaySteps, endValue, exponent },
    joinSchedules([linearSchedule(initValue, peakValue, warmupSteps), decay], [warmupSteps]),
  );
}
