import { placeTree } from "../control/index.ts";
import type { JaxArray } from "../core/array.ts";
import type { ShardingTree } from "../sharding/index.ts";

/**
 * The same arrays, cut over a mesh as `shardings` say; in a jitted function what is computed from them is cut accordingly. Its gradient
 * is constrained in the same way.
 *
 * @param x pytree of arrays
 * @param shardings a NamedSharding, a PartitionSpec for the mesh of `jax.setMesh`, or a tree of these that is a prefix of `x`; null: as it is
 * @returns the arrays, lying so
 * @throws TypeError for a PartitionSpec outside of `jax.setMesh`, and for mesh axes that are not there; RangeError where an array has
 * fewer axes than its spec, or one that does not divide
 * @example
 * const mesh = jax.makeMesh([1, 1], ["data", "model"]);
 * const f = jax.jit((x: jax.Array) => lax.withShardingConstraint(x.mul(2), new jax.sharding.NamedSharding(mesh, jax.P("data", "model"))));
 * assertEqual(f(jnp.array([[1, 2]])), "[[2 4]]");
 */
export function withShardingConstraint<T = JaxArray>(x: T, shardings: ShardingTree): T {
  return placeTree(x, shardings, "constrain the sharding of an array");
}
