import type { JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { leaves, map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The inner product of two trees, taken as one long vector each.
 *
 *     ⟨x, y⟩ = Σ xᵢ yᵢ
 *
 * @param treeX any tree of arrays
 * @param treeY a tree of the same structure and shapes
 * @returns a scalar; 0 for trees without leaves
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.vdot({ a: jnp.array([1, 2]) }, { a: jnp.array([3, 4]) }), 11);
 */
export function vdot(treeX: Tree, treeY: Tree): JaxArray {
  const products: JaxArray[] = leaves(map((x, y) => jnp.sum(jnp.multiply(x, y)), treeX, treeY));
  const [first, ...rest] = products;
  return first === undefined ? jnp.asarray(0) : rest.reduce((total, x) => jnp.add(total, x), first);
}
