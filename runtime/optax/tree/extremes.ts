/** The largest and the smallest element of a tree. */
import type { JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { leaves } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The largest element of all leaves.
 *
 * @param tree any tree of arrays; empty leaves are passed by
 * @returns a scalar; −∞ for a tree without elements
 * @example
 * assertAllClose(optax.tree.max({ a: jnp.array([1, 5]), b: jnp.array(3) }), 5);
 */
export function max(tree: Tree): JaxArray {
  return nonEmpty(tree)
    .map((x) => jnp.max(x))
    .reduce((most, x) => jnp.maximum(most, x), jnp.asarray(-Infinity));
}

/**
 * The smallest element of all leaves.
 *
 * @param tree any tree of arrays; empty leaves are passed by
 * @returns a scalar; ∞ for a tree without elements
 * @example
 * assertAllClose(optax.tree.min({ a: jnp.array([1, 5]), b: jnp.array(3) }), 1);
 */
export function min(tree: Tree): JaxArray {
  return nonEmpty(tree)
    .map((x) => jnp.min(x))
    .reduce((least, x) => jnp.minimum(least, x), jnp.asarray(Infinity));
}

function nonEmpty(tree: Tree): JaxArray[] {
  return leaves(tree)
    .map((x) => jnp.asarray(x))
    .filter((x) => x.size > 0);
}
