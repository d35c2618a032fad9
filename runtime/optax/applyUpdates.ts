import type { ArrayLike } from "../core/array.ts";
import { add, asarray, astype } from "../numpy/index.ts";
import { map } from "../tree/index.ts";
import type { Tree } from "./base.ts";

/**
 * Adds updates to parameters; every parameter keeps its dtype.
 *
 *     w ← w + u
 *
 * @param params a tree of arrays
 * @param updates a tree of the same structure and shapes
 * @returns the new parameters
 * @throws TypeError that names the path where the structures part
 * @example
 * const params = optax.applyUpdates({ w: jnp.array([1.5, 2]) }, { w: jnp.array([-0.5, 0.5]) });
 * assertAllClose(params.w, [1, 2.5]);
 */
export function applyUpdates<P extends Tree>(params: P, updates: Tree): P {
  return map((p: ArrayLike, u: ArrayLike) => astype(add(p, u), asarray(p).dtype), params, updates);
}
