import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, cos, divide, minimum, multiply, power } from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";
import { oneMinus } from "../tree/oneMinus.ts";

/**
 * Half a cosine from the initial value down to a fraction of it.
 *
 *     c(t) = ½ (1 + cos(π · min(t, T) / T))
 *     α(t) = α₀ · ((1 − a) · c(t)ᵖ + a)
 *
 * @param initValue α₀, the value at count 0
 * @param decaySteps T, the number of updates until the end value; > 0
 * @param options.alpha a, the end value as a fraction of `initValue`; default 0
 * @param options.exponent p; default 1
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError when `decaySteps` is not positive
 * @example
 * const schedule = optax.cosineDecaySchedule(1, 100, { alpha: 0.1 });
 * assertAllClose(schedule(0), 1);
 * assertAllClose(schedule(50), 0.55);
 * assertAllClose(schedule(200), 0.1);
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, https://arxiv.org/abs/1608.03983
 */
export function cosineDecaySchedule(
  initValue: ArrayLike,
  decaySteps: number,
  options: { alpha?: ArrayLike; exponent?: ArrayLike } = {},
): Schedule {
  if (!(decaySteps > 0))
    throw new RangeError(`Cannot make a cosine decay schedule: decaySteps must be > 0, got ${decaySteps}`);
  const { alpha = 0, exponent = 1 } = options;
  return describe("cosineDecaySchedule", { initValue, decaySteps, alpha, exponent }, (count) => {
    const step = minimum(count, decaySteps);
    const wave = multiply(0.5, add(1, cos(divide(multiply(Math.PI, step), decaySteps))));
    const shaped: JaxArray = exponent === 1 ? wave : power(wave, exponent);
    return multiply(initValue, add(multiply(oneMinus(alpha), shaped), alpha));
  });
}
