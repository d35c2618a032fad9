import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  add,
  asarray,
  astype,
  divide,
  equal,
  greater,
  less,
  maximum,
  multiply,
  subtract,
  where,
} from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { extraArg, type GradientTransformation } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { dtype } from "../tree/dtype.ts";
import { where as whereTree } from "../tree/where.ts";

/** How the metric has gone. */
export class ReduceLROnPlateauState extends NamedTuple {
  /** Present factor of the updates, f[]. */
  readonly scale: JaxArray;
  /** Least metric so far, f[]. */
  readonly bestValue: JaxArray;
  /** Values in a row that were no better, i32[]. */
  readonly plateauCount: JaxArray;
  /** Values still to wait after a reduction, i32[]. */
  readonly cooldownCount: JaxArray;
  /** Values gathered, i32[]. */
  readonly count: JaxArray;
  /** Their mean, f[]. */
  readonly avgValue: JaxArray;
  constructor(
    scale: JaxArray,
    bestValue: JaxArray,
    plateauCount: JaxArray,
    cooldownCount: JaxArray,
    count: JaxArray,
    avgValue: JaxArray,
  ) {
    super();
    this.scale = scale;
    this.bestValue = bestValue;
    this.plateauCount = plateauCount;
    this.cooldownCount = cooldownCount;
    this.count = count;
    this.avgValue = avgValue;
  }
}

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** The factor of a reduction, in (0, 1); default 0.1. */
  readonly factor?: number;
  /** Values without improvement before a reduction; default 10. */
  readonly patience?: ArrayLike;
  /** Relative improvement that counts, in [0, 1]; default 1e-4. */
  readonly rtol?: number;
  /** Absolute improvement that counts; default 0. */
  readonly atol?: number;
  /** Values to wait after a reduction; default 0. */
  readonly cooldown?: ArrayLike;
  /** How many values are averaged into one; default 1. */
  readonly accumulationSize?: ArrayLike;
  /** Least factor of the updates; default 0. */
  readonly minScale?: ArrayLike;
}

/**
 * Reduces the learning rate when a metric has stopped to improve. It comes last in a chain.
 *
 *     u ← s · u        s ← factor · s after `patience` values that are not below (1 − rtol) · best − atol
 *
 * @param options see {@link ReduceOnPlateauOptions}
 * @returns a transformation whose `update` needs the extra argument `value`, the metric; its state is
 *   `{ scale, bestValue, plateauCount, cooldownCount, count, avgValue }`
 * @throws RangeError for a factor outside (0, 1) and for tolerances that are negative, both zero, or above 1; TypeError when `update` is
 *   called without `value`
 * @example
 * const tx = optax.contrib.reduceOnPlateau({ factor: 0.5, patience: 1 });
 * let state = tx.init({ w: jnp.zeros([1]) });
 * const value = jnp.array(1.5);
 * [, state] = tx.update({ w: jnp.ones([1]) }, state, undefined, { value });
 * [, state] = tx.update({ w: jnp.ones([1]) }, state, undefined, { value });
 * assertAllClose(state.scale, 0.5);
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): GradientTransformation<ReduceLROnPlateauState> {
  const { factor = 0.1, patience = 10, rtol = 1e-4, atol = 0, cooldown = 0 } = options;
  const { accumulationSize = 1, minScale = 0 } = options;
  const fail = (fact: string): never => {
    throw new RangeError(`Cannot reduce on plateaus: ${fact}`);
  };
  if (!(factor > 0 && factor < 1)) fail(`factor must be in (0, 1), got ${factor}`);
  if (rtol < 0 || atol < 0) fail(`rtol and atol must be ≥ 0, got ${rtol} and ${atol}`);
  if (rtol === 0 && atol === 0) fail("one of rtol and atol must be > 0, got 0 and 0");
  if (rtol > 1) fail(`rtol must be ≤ 1, got ${rtol}`);

  /** After a new value: compares it with the best one, and reduces when patience is at an end. */
  const judge = (state: ReduceLROnPlateauState): ReduceLROnPlateauState => {
    const isBetter = less(state.avgValue, subtract(multiply(1 - rtol, state.bestValue), atol));
    const best = where(isBetter, astype(state.avgValue, state.bestValue.dtype), state.bestValue);
    const waited = where(isBetter, 0, safeIncrement(state.plateauCount));
    const atEnd = equal(waited, patience);
    const isCooling = greater(state.cooldownCount, 0);
    const reduced = maximum(where(atEnd, multiply(state.scale, factor), state.scale), minScale);
    const pause = astype(where(atEnd, cooldown, 0), "int32");
    return new ReduceLROnPlateauState(
      where(isCooling, state.scale, reduced),
      best,
      where(isCooling, 0, where(atEnd, 0, waited)),
      where(isCooling, subtract(state.cooldownCount, 1), pause),
      zeroCount(),
      asarray(0, { dtype: state.avgValue.dtype }),
    );
  };

  return describe(
    "reduceOnPlateau",
    { factor, patience, rtol, atol, cooldown, accumulationSize, minScale },
    {
      init(params) {
        const highest = { dtype: dtype(params, { mixedDtypeHandler: "highest" }) };
        const scale = asarray(1, { dtype: dtype(params, { mixedDtypeHandler: "lowest" }) });
        const best = asarray(Infinity, highest);
        return new ReduceLROnPlateauState(scale, best, zeroCount(), zeroCount(), zeroCount(), asarray(0, highest));
      },
      update(updates, state, _params, extra) {
        const value = asarray(extraArg(extra, "value", "reduceOnPlateau"), { dtype: state.avgValue.dtype });
        const count = safeIncrement(state.count);
        const mean = astype(divide(add(multiply(state.count, state.avgValue), value), count), state.avgValue.dtype);
        const { scale, bestValue, plateauCount, cooldownCount } = state;
        const gathered = new ReduceLROnPlateauState(scale, bestValue, plateauCount, cooldownCount, count, mean);
        const next = whereTree(equal(count, accumulationSize), judge(gathered), gathered);
        return [map((u) => multiply(next.scale, u), updates), next];
      },
    },
  );
}
