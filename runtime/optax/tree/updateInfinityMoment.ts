import type { ArrayLike } from "../../core/array.ts";
import { abs, add, maximum, multiply } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/** What {@link updateInfinityMoment} takes. */
export interface InfinityMomentOptions {
  /** The new values g. */
  readonly updates: Tree;
  /** The maxima t so far, of the same structure. */
  readonly moments: Tree;
  /** The factor d by which the past fades. */
  readonly decay: ArrayLike;
  /** ε, added to every new value. */
  readonly eps: ArrayLike;
}

/**
 * Decaying maximum of absolute values.
 *
 *     t ← max(|g| + ε, d · t)
 *
 * @param options see {@link InfinityMomentOptions}
 * @example
 * const largest = optax.tree.updateInfinityMoment({ updates: { w: jnp.array([-2]) }, moments: { w: jnp.array([3]) }, decay: 0.5, eps: 0 });
 * assertAllClose(largest.w, [2]);
 */
export function updateInfinityMoment({ updates, moments, decay, eps }: InfinityMomentOptions): Tree {
  return map((g, t) => maximum(add(abs(g), eps), multiply(decay, t)), updates, moments);
}
