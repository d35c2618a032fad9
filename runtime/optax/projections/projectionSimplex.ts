/** Projections that make vectors sparse: onto the simplex and onto the ball of the sum of absolute values. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  abs,
  asarray,
  concatenate,
  divide,
  lessEqual,
  multiply,
  reshape,
  sign,
  split,
  subtract,
  sum,
  where,
} from "../../numpy/index.ts";
import { flatten, map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";
import { norm } from "../tree/norm.ts";
import { where as whereTree } from "../tree/where.ts";
import { simplexSupport } from "./simplexSupport.ts";

/**
 * The nearest point whose elements are not negative and sum to `scale`: taken over all leaves as one vector.
 *
 *     argmin ‖x − p‖  over p ≥ 0, Σ p = s
 *
 * @param tree any tree of arrays
 * @param options.scale the sum s; default 1
 * @example
 * assertAllClose(optax.projections.projectionSimplex({ w: jnp.array([0.5, 0.8, -2]) }).w, [0.35, 0.65, 0], { rtol: 1e-5 });
 * @see Duchi et al., "Efficient Projections onto the l1-Ball for Learning in High Dimensions", 2008,
 * https://doi.org/10.1145/1390156.1390191
 */
export function projectionSimplex<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  const { scale = 1 } = options;
  const [leaves, structure] = flatten(tree);
  if (leaves.length === 0) return tree;
  const arrays: JaxArray[] = leaves.map((leaf) => asarray(leaf));
  const vector = concatenate(arrays.map((x) => reshape(x, [-1])));
  const projected = multiply(scale, ontoUnitSimplex(divide(vector, scale)));
  let end = 0;
  const ends = arrays.map((x) => (end += x.size));
  const parts = split(projected, ends.slice(0, -1));
  return structure.unflatten(parts.map((part, i) => reshape(part, arrays[i]!.shape)));
}

/** f[n] → f[n]. The support is a constant to derivatives, so those are of the projection onto its face. */
function ontoUnitSimplex(v: JaxArray): JaxArray {
  const support = simplexSupport(v);
  const threshold = divide(subtract(sum(where(support, v, 0)), 1), sum(support));
  return where(support, subtract(v, threshold), 0);
}

/**
 * The nearest point whose absolute values sum to `scale`.
 *
 *     argmin ‖x − p‖  over Σ |p| = s
 *
 * @param tree any tree of arrays
 * @param options.scale the sum s; default 1
 * @example
 * assertAllClose(optax.projections.projectionL1Sphere({ w: jnp.array([0.5, -0.8]) }).w, [0.35, -0.65], { rtol: 1e-5 });
 */
export function projectionL1Sphere<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  const sizes = projectionSimplex(
    map((x: ArrayLike) => abs(x), tree),
    options,
  );
  return map((x, size) => multiply(sign(x), size), tree, sizes);
}

/**
 * The nearest point whose absolute values sum to at most `scale`.
 *
 *     argmin ‖x − p‖  over Σ |p| ≤ s
 *
 * @param tree any tree of arrays
 * @param options.scale the bound s; default 1
 * @example
 * assertAllClose(optax.projections.projectionL1Ball({ w: jnp.array([0.5, -0.2]) }).w, [0.5, -0.2]);
 */
export function projectionL1Ball<T extends Tree>(tree: T, options: { scale?: ArrayLike } = {}): T {
  const isInside = lessEqual(norm(tree, { ord: 1 }), options.scale ?? 1);
  return whereTree(isInside, tree, projectionL1Sphere(tree, options));
}
