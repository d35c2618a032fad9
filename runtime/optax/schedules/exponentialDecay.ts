import type { ArrayLike } from "../../core/array.ts";
import { divide, floor, lessEqual, maximum, minimum, multiply, power, subtract, where } from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** B, the number of updates before the decay begins; default 0. */
  readonly transitionBegin?: number;
  /** Decay in jumps, once every T updates; default false. */
  readonly staircase?: boolean;
  /** Where the decay stops; default nowhere. */
  readonly endValue?: ArrayLike | null;
}

/**
 * Exponential decay, smooth or in jumps.
 *
 *     α(t) = I · r^((t − B) / T)           staircase:  I · r^⌊(t − B) / T⌋
 *
 * @param initValue I, the value at count 0
 * @param transitionSteps T, the number of updates for one factor r; ≤ 0 leaves the value at I for ever
 * @param decayRate r; 0 leaves the value at I for ever
 * @param options see {@link ExponentialDecayOptions}
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.exponentialDecay(1, 10, 0.5, { staircase: true });
 * assertAllClose([schedule(0), schedule(9), schedule(10), schedule(25)].map(Number), [1, 1, 0.5, 0.25]);
 */
export function exponentialDecay(
  initValue: ArrayLike,
  transitionSteps: number,
  decayRate: number,
  options: ExponentialDecayOptions = {},
): Schedule {
  const { transitionBegin = 0, staircase = false, endValue = null } = options;
  if (transitionSteps <= 0 || decayRate === 0)
    return describe(
      "exponentialDecay",
      { initValue, transitionSteps, decayRate, transitionBegin, staircase, endValue },
      () => initValue,
    );
  const begin = Math.max(transitionBegin, 0);
  const stop = decayRate < 1 ? maximum : minimum;
  return describe("exponentialDecay", {
    initValue,
    transitionSteps,
    decayRate,
    transitionBegin,
    staircase,
    endValue,
  }, (count) => {
    const past = subtract(count, begin);
    const share = divide(past, transitionSteps);
    const factor = power(decayRate, staircase ? floor(share) : share);
    const value = where(lessEqual(past, 0), initValue, multiply(initValue, factor));
    return endValue === null ? value : stop(value, endValue);
  });
}
