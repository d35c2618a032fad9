import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, astype, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkSchedule, type GradientTransformation, type Schedule } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";

/** How many updates were done. */
export class ScaleByScheduleState extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  constructor(count: JaxArray) {
    super();
    this.count = count;
  }
}

/**
 * Multiplies updates by a number that depends on how many updates were done.
 *
 *     u ← s(count) · u      count ← count + 1
 *
 * @param stepSizeFn the schedule s; it is called with an i32[] array, so it must use array operations
 * @returns a transformation with state `{ count }`
 * @throws RangeError when the schedule returns NaN at count 0, TypeError when it returns no scalar
 * @example
 * const tx = optax.scaleBySchedule((count) => jnp.multiply(-0.1, count));
 * let state = tx.init({});
 * let updates = { w: jnp.array([1.5, 2]) };
 * [, state] = tx.update(updates, state);
 * [updates, state] = tx.update(updates, state);
 * assertAllClose(updates.w, [-0.15, -0.2]);
 */
export function scaleBySchedule(stepSizeFn: Schedule): GradientTransformation<ScaleByScheduleState> {
  return describe(
    "scaleBySchedule",
    { stepSizeFn },
    {
      init() {
        checkSchedule(stepSizeFn, zeroCount());
        return new ScaleByScheduleState(zeroCount());
      },
      update(updates, state) {
        const stepSize = stepSizeFn(state.count);
        const scaled = map((g: ArrayLike) => {
          const x = asarray(g);
          return multiply(astype(stepSize, x.dtype), x);
        }, updates);
        return [scaled, new ScaleByScheduleState(safeIncrement(state.count))];
      },
    },
  );
}
