import * as jnp from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";

/**
 * A tree of zeros of the same structure and shapes.
 *
 * @param tree any tree of arrays
 * @param options.dtype dtype of all leaves; default that of each
 * @example
 * const zeros = optax.tree.zerosLike({ w: jnp.ones([2]) });
 * assertAllClose(zeros.w, [0, 0]);
 */
export function zerosLike<T extends Tree>(tree: T, options: { dtype?: DType | undefined } = {}): T {
  const { dtype } = options;
  return map((x) => jnp.zerosLike(x, dtype ? { dtype } : {}), tree);
}
