/** Parameters that follow others: averages and copies. */
import type { ArrayLike } from "../core/array.ts";
import { add, equal, multiply, remainder } from "../numpy/index.ts";
import { map } from "../tree/index.ts";
import type { Tree } from "./base.ts";
import { oneMinus } from "./tree/oneMinus.ts";
import { where } from "./tree/where.ts";

/**
 * Moves parameters part of the way towards new ones: Polyak averaging, as for a target network.
 *
 *     s · new + (1 − s) · old
 *
 * @param newTensors the parameters to move to
 * @param oldTensors those to move, of the same structure
 * @param stepSize the part s of the way, in [0, 1]
 * @returns the moved parameters
 * @example
 * const moved = optax.incrementalUpdate({ w: jnp.array([1]) }, { w: jnp.array([0]) }, 0.1);
 * assertAllClose(moved.w, [0.1]);
 */
export function incrementalUpdate<T extends Tree>(newTensors: T, oldTensors: Tree, stepSize: ArrayLike): T {
  return map((n, o) => add(multiply(stepSize, n), multiply(oneMinus(stepSize), o)), newTensors, oldTensors);
}

/**
 * Takes new parameters at every so many steps, and keeps the old ones between.
 *
 * @param options.newTensors the parameters taken when their time comes
 * @param options.oldTensors those kept until then, of the same structure
 * @param options.steps number of the step, i32[]
 * @param options.updatePeriod how many steps lie between
 * @returns `newTensors` where `steps` is a multiple of `updatePeriod`, else `oldTensors`
 * @example
 * const at = (steps: number) =>
 *   optax.periodicUpdate({ newTensors: { w: jnp.array([1]) }, oldTensors: { w: jnp.array([0]) }, steps, updatePeriod: 3 }).w;
 * assertAllClose([at(3), at(4)], [1, 0]);
 */
export function periodicUpdate<T extends Tree>(options: {
  newTensors: T;
  oldTensors: Tree;
  steps: ArrayLike;
  updatePeriod: ArrayLike;
}): T {
  const { newTensors, oldTensors, steps, updatePeriod } = options;
  return where(equal(remainder(steps, updatePeriod), 0), newTensors, oldTensors);
}
