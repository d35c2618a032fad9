import * as jnp from "../../numpy/index.ts";
import { leaves } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The number of elements of all leaves.
 *
 * @param tree any tree of arrays
 * @example
 * assertEqual(optax.tree.size({ w: jnp.ones([2, 3]), b: jnp.ones([3]) }), 9);
 */
export function size(tree: Tree): number {
  return leaves(tree).reduce((total: number, x) => total + jnp.asarray(x).size, 0);
}
