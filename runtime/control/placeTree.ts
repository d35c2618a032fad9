/** Trees of arrays, put where trees of shardings say. */
import type { ArrayLike } from "../core/array.ts";
import {
  checkShardings,
  isShardingLeaf,
  type PartitionSpec,
  resolveSharding,
  type Sharding,
} from "../sharding/index.ts";
import { flatten, flattenUpTo } from "../types/pytree.ts";
import { place } from "./shardingConstraint.ts";

/**
 * The same arrays, lying as `shardings` say.
 *
 * @param shardings a prefix of `tree`; null: as it is
 * @param action what is being done, for messages
 * @throws as `checkShardings`
 */
export function placeTree<T>(tree: T, shardings: unknown, action: string): T {
  if (shardings === null) return tree;
  checkShardings(shardings, tree, action);
  const [given, def] = flatten(shardings, isShardingLeaf);
  const parts = flattenUpTo(def, tree, action).map((part, i) => {
    const leaf = given[i] as Sharding | PartitionSpec | null;
    if (leaf === null) return part;
    const sharding = resolveSharding(leaf, action);
    const [arrays, structure] = flatten(part);
    return structure.unflatten(arrays.map((x) => place(x as ArrayLike, sharding)));
  });
  return def.unflatten(parts) as T;
}
