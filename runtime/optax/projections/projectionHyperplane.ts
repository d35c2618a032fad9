/** Projections onto lines, planes and half-spaces, over all leaves as one vector. */
import type { ArrayLike } from "../../core/array.ts";
import { divide, minimum, subtract } from "../../numpy/index.ts";
import type { Tree } from "../base.ts";
import { addScale, scale } from "../tree/arithmetic.ts";
import { vdot } from "../tree/vdot.ts";

/**
 * The nearest multiple of a vector.
 *
 *     a ⟨x, a⟩ / ⟨a, a⟩
 *
 * @param x any tree of arrays
 * @param a a tree of the same structure, not all zero
 * @throws TypeError with the path at which the trees differ
 * @example
 * assertAllClose(optax.projections.projectionVector({ w: jnp.array([1, 2]) }, { w: jnp.array([3, 4]) }).w, [1.32, 1.76]);
 */
export function projectionVector<T extends Tree>(x: Tree, a: T): T {
  return scale(divide(vdot(x, a), vdot(a, a)), a);
}

/**
 * The nearest point of a plane.
 *
 *     argmin ‖x − p‖  over ⟨a, p⟩ = b
 *
 * @param x any tree of arrays
 * @param a the normal, a tree of the same structure, not all zero
 * @param b a number
 * @throws TypeError with the path at which the trees differ
 * @example
 * const p = optax.projections.projectionHyperplane({ w: jnp.array([1, 2]) }, { w: jnp.array([3, 4]) }, 5);
 * assertAllClose(p.w, [0.28, 1.04], { rtol: 1e-5 });
 */
export function projectionHyperplane<T extends Tree>(x: T, a: Tree, b: ArrayLike): T {
  return addScale(x, divide(subtract(b, vdot(x, a)), vdot(a, a)), a);
}

/**
 * The nearest point of a half-space.
 *
 *     argmin ‖x − p‖  over ⟨a, p⟩ ≤ b
 *
 * @param x any tree of arrays
 * @param a the normal, a tree of the same structure, not all zero
 * @param b a number
 * @throws TypeError with the path at which the trees differ
 * @example
 * const p = optax.projections.projectionHalfspace({ w: jnp.array([1, -2]) }, { w: jnp.array([3, 4]) }, 5);
 * assertAllClose(p.w, [1, -2]);
 */
export function projectionHalfspace<T extends Tree>(x: T, a: Tree, b: ArrayLike): T {
  const step = divide(subtract(b, vdot(x, a)), vdot(a, a));
  return addScale(x, minimum(step, 0), a);
}
