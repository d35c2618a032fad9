import type { ArrayLike } from "../../core/array.ts";
import { add, multiply, power } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { oneMinus } from "./oneMinus.ts";

/** What {@link updateMoment} and `updateMomentPerElemNorm` take. */
export interface MomentOptions {
  /** The new values g. */
  readonly updates: Tree;
  /** The averages t so far, of the same structure. */
  readonly moments: Tree;
  /** The weight d of the past, in [0, 1). */
  readonly decay: ArrayLike;
  /** The power n. */
  readonly order: number;
}

/**
 * Exponential moving average of a power of the updates.
 *
 *     t ← (1 − d) · gⁿ + d · t
 *
 * @param options see {@link MomentOptions}
 * @example
 * const mean = optax.tree.updateMoment({ updates: { w: jnp.array([2]) }, moments: { w: jnp.array([1]) }, decay: 0.5, order: 2 });
 * assertAllClose(mean.w, [2.5]);
 */
export function updateMoment({ updates, moments, decay, order }: MomentOptions): Tree {
  return map(
    (g, t) => add(multiply(oneMinus(decay), order === 1 ? g : power(g, order)), multiply(decay, t)),
    updates,
    moments,
  );
}
