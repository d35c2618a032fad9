import type { ArrayLike } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { isKey, onWords } from "../../numpy/keys.ts";
import { randomUnwrap } from "../../primitives/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The elements of one tree where a condition holds, else those of another. Both are computed.
 *
 * @param condition a boolean, or an array of booleans that broadcasts to every leaf
 * @param treeX the tree for true
 * @param treeY the tree for false, of the same structure
 * @throws TypeError with the path at which the trees differ
 * @example
 * assertAllClose(optax.tree.where(true, { w: jnp.array([1]) }, { w: jnp.array([2]) }).w, [1]);
 */
export function where<T extends Tree>(condition: ArrayLike, treeX: T, treeY: Tree): T {
  return map(
    (x, y) => {
      if (!isKey(jnp.asarray(x))) return jnp.where(condition, x, y);
      return onWords(x, (words) => jnp.where(condition, words, randomUnwrap(jnp.asarray(y))));
    },
    treeX,
    treeY,
  );
}
