/** `checkpointName`: a value under a name that checkpoint policies can ask for. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { definePrimitive, type Primitive } from "../../core/primitive.ts";
import { alike } from "../../primitives/shardRules.ts";
import { flatten } from "../../types/pytree.ts";

/** The same elements; `name` is for policies. */
export const checkpointNamePrimitive: Primitive<[x: JaxArray], { readonly name: string }, JaxArray> = definePrimitive<
  [x: JaxArray],
  { readonly name: string }
>({
  name: "name",
  shard: alike,
  shape: ([x]) => [x!],
  lower: ([x]) => [x!],
  // no transpose: a tangent has no name
  jvp: ([x], [dx], params) => [[checkpointNamePrimitive(x!, params)], [dx!]],
  batch: ([x], axes, params) => [[checkpointNamePrimitive(x!, params)], axes],
});

/**
 * The same tree of arrays, under a name for `saveOnlyTheseNames` and its relatives.
 *
 * @param x array, or pytree of arrays
 * @param name the name
 * @example
 * assertEqual(Number(jax.adCheckpoint.checkpointName(jnp.array(3), "x")), 3);
 */
export function checkpointName<T>(x: T, name: string): T {
  const [leaves, structure] = flatten(x);
  return structure.unflatten(leaves.map((leaf) => checkpointNamePrimitive(asArray(leaf as ArrayLike), { name })));
}
