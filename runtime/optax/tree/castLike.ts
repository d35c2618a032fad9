import { asarray, astype } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Converts every leaf to the dtype of its counterpart.
 *
 * @param tree any tree of arrays
 * @param otherTree a tree of the same structure, whose dtypes are taken
 * @example
 * assertEqual(optax.tree.castLike({ w: jnp.ones([2]) }, { w: jnp.array([1, 2]).astype("int32") }).w.dtype, "int32");
 */
export function castLike<T extends Tree>(tree: T, otherTree: Tree): T {
  return map((x, y) => astype(x, asarray(y).dtype), tree, otherTree);
}
