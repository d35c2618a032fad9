/** Projections onto boxes: each element moved into an interval. */
import type { ArrayLike } from "../../core/array.ts";
import { maximum, minimum, negative } from "../../numpy/index.ts";
import { map, structure } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { fullLike } from "../tree/fullLike.ts";

/**
 * The nearest point without negative elements.
 *
 *     argmin ‖x − p‖  over p ≥ 0
 *
 * @param tree any tree of arrays
 * @example
 * assertAllClose(optax.projections.projectionNonNegative({ w: jnp.array([-1, 2]) }).w, [0, 2]);
 */
export function projectionNonNegative<T extends Tree>(tree: T): T {
  return map((x) => maximum(x, 0), tree);
}

/**
 * The nearest point between two bounds.
 *
 *     argmin ‖x − p‖  over l ≤ p ≤ u
 *
 * @param tree any tree of arrays
 * @param lower lower bounds l: one number, or a tree of the same structure
 * @param upper upper bounds u: one number, or a tree of the same structure
 * @throws TypeError with the path at which a tree of bounds differs
 * @example
 * assertAllClose(optax.projections.projectionBox({ w: jnp.array([-1, 0.5, 2]) }, 0, { w: 1 }).w, [0, 0.5, 1]);
 */
export function projectionBox<T extends Tree>(tree: T, lower: Tree, upper: Tree): T {
  return map((x, l, u) => minimum(maximum(x, l), u), tree, everywhere(lower, tree), everywhere(upper, tree));
}

function everywhere(bound: Tree, tree: Tree): Tree {
  return structure(bound).kind === "leaf" && structure(tree).kind !== "leaf" ? map(() => bound, tree) : bound;
}

/**
 * The nearest point of the cube from 0 to `scale`.
 *
 * @param tree any tree of arrays
 * @param options.scale length of the edges: one number, or a tree of the same structure; default 1
 * @example
 * assertAllClose(optax.projections.projectionHypercube({ w: jnp.array([-1, 0.5, 2]) }).w, [0, 0.5, 1]);
 */
export function projectionHypercube<T extends Tree>(tree: T, options: { scale?: Tree } = {}): T {
  return projectionBox(tree, 0, options.scale ?? 1);
}

/**
 * The nearest point of the ball of the largest-element norm.
 *
 *     argmin ‖x − p‖  over max |p| ≤ s
 *
 * @param tree any tree of arrays
 * @param options.scale radius s; default 1
 * @example
 * assertAllClose(optax.projections.projectionLinfBall({ w: jnp.array([-3, 0.5]) }).w, [-1, 0.5]);
 */
export function projectionLinfBall<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  const { scale = 1 } = options;
  return projectionBox(tree, fullLike(tree, negative(scale)), fullLike(tree, scale));
}
