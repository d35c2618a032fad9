/** Whether arrays can be cut as shardings say. */

import { flatten, flattenUpTo, flattenWithPath, keystr } from "../types/pytree.ts";
import type { Shape } from "../types/shape.ts";
import { getMesh } from "./meshInForce.ts";
import { PartitionSpec } from "./partitionSpec.ts";
import { NamedSharding, Sharding } from "./sharding.ts";

/** A sharding, a spec for the mesh in force, null for "as it is", or a tree of these that is a prefix of the arrays'. */
export type ShardingTree =
  | Sharding
  | PartitionSpec
  | null
  | readonly ShardingTree[]
  | { readonly [key: string]: ShardingTree };

/** Whether a value says how one array (or all arrays below) is cut. */
export function isShardingLeaf(value: unknown): boolean {
  return value === null || value instanceof Sharding || value instanceof PartitionSpec;
}

/** A spec with the mesh in force. Throws when there is none. */
export function resolveSharding(given: Sharding | PartitionSpec, action: string): Sharding {
  if (given instanceof Sharding) return given;
  const mesh = getMesh();
  if (!mesh.empty) return new NamedSharding(mesh, given);
  throw new TypeError(
    `Cannot ${action} by ${given}: a PartitionSpec needs a mesh; run it inside jax.setMesh(mesh, () => …), or give new jax.sharding.NamedSharding(mesh, ${given})`,
  );
}

/**
 * Throws where an array cannot be cut as its sharding says.
 *
 * @param shardings a prefix of `tree`
 * @param tree arrays
 * @param action what is being done, for the message
 */
export function checkShardings(shardings: unknown, tree: unknown, action: string): void {
  const [given, def] = flatten(shardings, isShardingLeaf);
  const wrong = given.find((leaf) => !isShardingLeaf(leaf));
  if (wrong !== undefined)
    throw new TypeError(`Cannot ${action}: shardings are NamedSharding, PartitionSpec or null, got ${String(wrong)}`);
  flattenUpTo(def, tree, action).forEach((part, i) => {
    const leaf = given[i] as Sharding | PartitionSpec | null;
    if (leaf === null) return;
    const sharding = resolveSharding(leaf, action);
    for (const [path, array] of flattenWithPath(part)[0]) {
      const shape = (array as { shape?: Shape }).shape ?? [];
      try {
        sharding.shardShape(shape);
      } catch (error) {
        const place = path.length > 0 ? ` at ${keystr(path)}` : "";
        throw new RangeError(`Cannot ${action}${place}: c${(error as Error).message.slice(1)}`);
      }
    }
  });
}
