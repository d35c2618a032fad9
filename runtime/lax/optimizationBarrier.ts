/** `lax.optimizationBarrier`: values the compiler may not see through. */
import type { ArrayLike } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { optimizationBarrier as barrier } from "../primitives/optimizationBarrier.ts";
import { flatten } from "../types/pytree.ts";

/**
 * The same tree of arrays, which the compiler takes for others: what is computed from them is computed again, even if it was
 * computed from the originals before. `jax.checkpoint` is made of it.
 *
 * @param operand pytree of arrays
 * @example
 * assertEqual(lax.optimizationBarrier([jnp.array(1), jnp.array(2)]).map(Number), [1, 2]);
 */
export function optimizationBarrier<T>(operand: T): T {
  const [leaves, structure] = flatten(operand);
  return structure.unflatten(leaves.length > 0 ? barrier(...leaves.map((leaf) => asArray(leaf as ArrayLike))) : []);
}
