import type { JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { leaves } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The sum of all elements of all leaves.
 *
 * @param tree any tree of arrays
 * @returns a scalar; 0 for a tree without leaves
 * @example
 * assertAllClose(optax.tree.sum({ a: jnp.array([1, 2]), b: jnp.array(3) }), 6);
 */
export function sum(tree: Tree): JaxArray {
  const [first, ...rest] = leaves(tree).map((x) => jnp.sum(x));
  return first === undefined ? jnp.asarray(0) : rest.reduce<JaxArray>((total, x) => jnp.add(total, x), first);
}
