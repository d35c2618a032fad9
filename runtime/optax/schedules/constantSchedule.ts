import type { ArrayLike } from "../../core/array.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * The same value for ever.
 *
 * @param value the value
 * @returns a schedule: a function of the number of updates done
 * @example
 * const schedule = optax.constantSchedule(0.1);
 * assertAllClose(schedule(1000), 0.1);
 */
export function constantSchedule(value: ArrayLike): Schedule {
  return describe("constantSchedule", { value }, () => value);
}
