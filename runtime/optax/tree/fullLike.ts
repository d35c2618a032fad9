import type { ArrayLike } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";

/**
 * A tree of the same structure and shapes, filled with one number.
 *
 * @param tree any tree of arrays
 * @param fillValue the number
 * @param options.dtype dtype of all leaves; default that of each
 * @example
 * const filled = optax.tree.fullLike({ w: jnp.ones([2]) }, 0.1);
 * assertAllClose(filled.w, [0.1, 0.1]);
 */
export function fullLike<T extends Tree>(
  tree: T,
  fillValue: ArrayLike,
  options: { dtype?: DType | undefined } = {},
): T {
  const { dtype } = options;
  return map((x) => jnp.fullLike(x, fillValue, dtype ? { dtype } : {}), tree);
}
