import { astype } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";

/**
 * Converts every leaf to one dtype.
 *
 * @param tree any tree of arrays
 * @param dtype the dtype; none leaves the tree as it is
 * @example
 * assertEqual(optax.tree.cast({ w: jnp.ones([2]) }, "int32").w.dtype, "int32");
 */
export function cast<T extends Tree>(tree: T, dtype?: DType | null): T {
  return dtype === null || dtype === undefined ? tree : map((x) => astype(x, dtype), tree);
}
