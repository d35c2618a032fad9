import { multiply, negative } from "../../numpy/index.ts";
import { type EmptyState, type GradientTransformation, isSchedule, type ScalarOrSchedule } from "../base.ts";
import { describe } from "../describe.ts";
import { identity } from "./identity.ts";
import { scale } from "./scale.ts";
import { type ScaleByScheduleState, scaleBySchedule } from "./scaleBySchedule.ts";

/**
 * Multiplies updates by the negative learning rate: the last step of nearly every optimizer.
 *
 *     u ← −α · u        or, scheduled,        u ← −α(count) · u
 *
 * @param learningRate a number or a schedule; none: updates stay as they are
 * @param options.flipSign false multiplies by +α; default true
 * @returns a transformation, with state `{ count }` when scheduled and empty otherwise
 * @throws RangeError for a number that is NaN, or negative where the sign is flipped: updates go downhill already
 * @example
 * const tx = optax.scaleByLearningRate(optax.cosineDecaySchedule(0.1, 10));
 * const [updates, state] = tx.update({ w: jnp.array([1.5, 2]) }, tx.init({}));
 * assertAllClose(updates.w, [-0.15, -0.2]);
 * assertEqual(state.count, "1");
 */
export function scaleByLearningRate(
  learningRate?: ScalarOrSchedule | null,
  options: { flipSign?: boolean } = {},
): GradientTransformation<EmptyState | ScaleByScheduleState> {
  const { flipSign = true } = options;
  if (learningRate === null || learningRate === undefined) {
    return describe("scaleByLearningRate", { learningRate, flipSign }, identity());
  }
  if (Number.isNaN(learningRate))
    throw new RangeError(
      "Cannot scale by the learning rate NaN: look for 0 / 0 or a power of a negative number where it is made",
    );
  if (typeof learningRate === "number" && flipSign && learningRate < 0) {
    throw new RangeError(
      `Cannot scale by the learning rate ${learningRate}: it must be ≥ 0, since its sign is flipped to walk downhill; ` +
        `to walk uphill say scale(${Math.abs(learningRate)}) instead`,
    );
  }
  if (isSchedule(learningRate)) {
    return describe(
      "scaleByLearningRate",
      { learningRate, flipSign },
      scaleBySchedule((count) => {
        const rate = learningRate(count);
        if (typeof rate === "number") return flipSign ? -rate : rate;
        return multiply(flipSign ? -1 : 1, rate);
      }),
    );
  }
  if (typeof learningRate === "number")
    return describe("scaleByLearningRate", { learningRate, flipSign }, scale(flipSign ? -learningRate : learningRate));
  return describe(
    "scaleByLearningRate",
    { learningRate, flipSign },
    scale(flipSign ? negative(learningRate) : learningRate),
  );
}
