import type { JaxArray } from "../../core/array.ts";
import type { CloseOptions } from "../../numpy/closeness.ts";
import * as jnp from "../../numpy/index.ts";
import { leaves, map } from "../../tree/index.ts";
import type { Tree } from "../base.ts";

/**
 * Whether two trees agree, element by element, within a tolerance.
 *
 *     |a − b| ≤ atol + rtol · |b|
 *
 * @param a any tree of arrays
 * @param b a tree of the same structure
 * @param options.rtol relative tolerance; default 1e-5
 * @param options.atol absolute tolerance; default 1e-8
 * @param options.equalNan whether NaN agrees with NaN; default false
 * @returns bool[]
 * @throws TypeError with the path at which a tree differs
 * @example
 * assertEqual(optax.tree.allclose({ w: jnp.array([1]) }, { w: jnp.array([1.000001]) }), "True");
 */
export function allclose(a: Tree, b: Tree, options: CloseOptions = {}): JaxArray {
  const [first, ...rest] = leaves(map((x, y) => jnp.allclose(x, y, options), a, b));
  return first === undefined ? jnp.asarray(true) : rest.reduce((all, x) => jnp.logicalAnd(all, x), first);
}
