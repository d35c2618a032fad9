import type { JaxArray } from "../core/array.ts";
import type { Tree } from "./base.ts";
import { norm } from "./tree/norm.ts";

/**
 * The length of all leaves taken as one long vector; the older name of `optax.tree.norm`.
 *
 *     ‖u‖ = √Σ u²
 *
 * @param updates any tree of arrays
 * @returns a scalar
 * @example
 * assertAllClose(optax.globalNorm({ a: jnp.array([3]), b: jnp.array([4]) }), 5);
 */
export function globalNorm(updates: Tree): JaxArray {
  return norm(updates);
}
