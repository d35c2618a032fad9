/** Projections onto spheres and balls of the Euclidean norm, over all leaves as one vector. */
import type { ArrayLike } from "../../core/array.ts";
import { divide, maximum, sqrt, square } from "../../numpy/index.ts";
import type { Tree } from "../base.ts";
import { scale as scaleTree } from "../tree/arithmetic.ts";
import { norm } from "../tree/norm.ts";

/**
 * The nearest point of a given norm.
 *
 *     s x / ‖x‖
 *
 * @param tree any tree of arrays, not all zero
 * @param options.scale the norm s; default 1
 * @example
 * assertAllClose(optax.projections.projectionL2Sphere({ w: jnp.array([3, 4]) }).w, [0.6, 0.8]);
 */
export function projectionL2Sphere<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  return scaleTree(divide(options.scale ?? 1, norm(tree)), tree);
}

/**
 * The nearest point of at most a given norm.
 *
 *     x · s / max(‖x‖, s)
 *
 * @param tree any tree of arrays
 * @param options.scale the largest norm s; default 1
 * @example
 * assertAllClose(optax.projections.projectionL2Ball({ w: jnp.array([3, 4]) }, { scale: 2.5 }).w, [1.5, 2]);
 */
export function projectionL2Ball<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  const { scale = 1 } = options;
  const largest = sqrt(maximum(norm(tree, { squared: true }), square(scale)));
  return scaleTree(divide(scale, largest), tree);
}
