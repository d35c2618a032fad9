import { less, subtract, where } from "../../numpy/index.ts";
import type { Schedule } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Schedules one after another. Each counts from its own beginning.
 *
 *     α(t) = s₀(t) for t < b₀,   s₁(t − b₀) for b₀ ≤ t < b₁,   …
 *
 * @param schedules the schedules
 * @param boundaries the counts at which the next one begins, one fewer than the schedules
 * @returns a schedule: a function of the number of updates done
 * @throws RangeError when the numbers of schedules and boundaries do not fit
 * @example
 * const schedule = optax.joinSchedules([optax.constantSchedule(1), optax.constantSchedule(0.1)], [10]);
 * assertAllClose([schedule(9), schedule(10)].map(Number), [1, 0.1], { rtol: 1e-6 });
 */
export function joinSchedules(schedules: readonly Schedule[], boundaries: readonly number[]): Schedule {
  const [first, ...rest] = schedules;
  if (!first || rest.length !== boundaries.length) {
    throw new RangeError(
      `Cannot join ${schedules.length} schedules at ${boundaries.length} boundaries: there must be one boundary between each two`,
    );
  }
  return describe("joinSchedules", { schedules, boundaries }, (count) =>
    rest.reduce(
      (value, schedule, i) => where(less(count, boundaries[i]!), value, schedule(subtract(count, boundaries[i]!))),
      first(count),
    ),
  );
}
