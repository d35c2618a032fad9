import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";
import { fullLike } from "./fullLike.ts";

/**
 * A tree of ones of the same structure and shapes.
 *
 * @param tree any tree of arrays
 * @param options.dtype dtype of all leaves; default that of each
 * @example
 * assertAllClose(optax.tree.onesLike({ w: jnp.zeros([2]) }).w, [1, 1]);
 */
export function onesLike<T extends Tree>(tree: T, options: { dtype?: DType | undefined } = {}): T {
  return fullLike(tree, 1, options);
}
