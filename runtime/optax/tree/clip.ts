import type { ArrayLike } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Every element moved into an interval.
 *
 * @param tree any tree of arrays
 * @param options.minValue lower end; default none
 * @param options.maxValue upper end; default none
 * @example
 * assertAllClose(optax.tree.clip({ w: jnp.array([-3, 0.5, 3]) }, { minValue: -1, maxValue: 1 }).w, [-1, 0.5, 1]);
 */
export function clip<T extends Tree>(
  tree: T,
  options: { minValue?: ArrayLike | null; maxValue?: ArrayLike | null } = {},
): T {
  const { minValue, maxValue } = options;
  return map((x) => {
    const above = minValue === null || minValue === undefined ? jnp.asarray(x) : jnp.maximum(x, minValue);
    return maxValue === null || maxValue === undefined ? above : jnp.minimum(above, maxValue);
  }, tree);
}
