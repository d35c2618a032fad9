/** Arithmetic on whole trees, leaf by leaf: `add sub mul div scale addScale`. */
import type { ArrayLike } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * The sum of trees.
 *
 * @param treeX any tree of arrays
 * @param treeY a tree of the same structure
 * @param otherTrees further trees of the same structure
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.add({ w: jnp.array([1]) }, { w: jnp.array([2]) }, { w: jnp.array([3]) }).w, [6]);
 */
export function add<T extends Tree>(treeX: T, treeY: Tree, ...otherTrees: readonly Tree[]): T {
  return otherTrees.reduce(
    (total, tree) => map((x, y) => jnp.add(x, y), total, tree),
    map((x, y) => jnp.add(x, y), treeX, treeY),
  );
}

/**
 * The difference of two trees.
 *
 * @param treeX any tree of arrays
 * @param treeY a tree of the same structure
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.sub({ w: jnp.array([3]) }, { w: jnp.array([2]) }).w, [1]);
 */
export function sub<T extends Tree>(treeX: T, treeY: Tree): T {
  return map((x, y) => jnp.subtract(x, y), treeX, treeY);
}

/**
 * The product of two trees, element by element.
 *
 * @param treeX any tree of arrays
 * @param treeY a tree of the same structure
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.mul({ w: jnp.array([3]) }, { w: jnp.array([2]) }).w, [6]);
 */
export function mul<T extends Tree>(treeX: T, treeY: Tree): T {
  return map((x, y) => jnp.multiply(x, y), treeX, treeY);
}

/**
 * The quotient of two trees, element by element.
 *
 * @param treeX any tree of arrays
 * @param treeY a tree of the same structure
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.div({ w: jnp.array([3]) }, { w: jnp.array([2]) }).w, [1.5]);
 */
export function div<T extends Tree>(treeX: T, treeY: Tree): T {
  return map((x, y) => jnp.divide(x, y), treeX, treeY);
}

/**
 * A tree multiplied by one number.
 *
 * @param scalar the factor, a number or a scalar array
 * @param tree any tree of arrays
 * @example
 * assertAllClose(optax.tree.scale(2, { w: jnp.array([3]) }).w, [6]);
 */
export function scale<T extends Tree>(scalar: ArrayLike, tree: T): T {
  return map((x) => jnp.multiply(scalar, x), tree);
}

/**
 * A tree plus a multiple of another.
 *
 *     x + s · y
 *
 * @param treeX any tree of arrays
 * @param scalar the factor s, a number or a scalar array
 * @param treeY a tree of the same structure
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertAllClose(optax.tree.addScale({ w: jnp.array([3]) }, 0.5, { w: jnp.array([2]) }).w, [4]);
 */
export function addScale<T extends Tree>(treeX: T, scalar: ArrayLike, treeY: Tree): T {
  return map((x, y) => jnp.add(x, jnp.multiply(scalar, y)), treeX, treeY);
}
