import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Repeats every leaf along new leading axes.
 *
 * @param tree any tree of arrays
 * @param options.shape the lengths of the new axes; default none
 * @returns leaves of shape [...shape, ...leaf.shape]
 * @example
 * assertEqual(optax.tree.batchShape({ w: jnp.ones([2]) }, { shape: [3] }).w.shape, [3, 2]);
 */
export function batchShape<T extends Tree>(tree: T, options: { shape?: readonly number[] } = {}): T {
  const { shape = [] } = options;
  return map((x) => jnp.broadcastTo(x, [...shape, ...jnp.asarray(x).shape]), tree);
}
