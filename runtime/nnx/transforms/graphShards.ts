/**
 * From trees of shardings, as `inShardings` and `outSpecs` are, to one for each array that goes into a transformed function or comes out
 * of it. Variables that came in keep the sharding of their argument; new ones have that of the argument or result they are found in.
 */
import { placeTree } from "../../control/index.ts";
import { isShardingLeaf } from "../../sharding/index.ts";
import { flatten, flattenUpTo } from "../../types/pytree.ts";
import type { Leaf } from "../graph/graphDef.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { checkSharedLeaves } from "./checkAliases.ts";
import { isGraph, type Left, type Opened } from "./graphCall.ts";
import { type StateShard, StateSharding } from "./stateSharding.ts";

type GraphShard = StateShard | StateSharding;

/** How arguments lie. */
export interface ArgumentShards {
  /** Of each module or Variable among the arguments. */
  readonly roots: readonly GraphShard[];
  /** Of each leaf of those. */
  readonly leaves: readonly StateShard[];
  /** Of each plain value. */
  readonly values: readonly StateShard[];
}

/** How results lie: the changed leaves of arguments, new leaves, and plain values. */
export interface ResultShards {
  readonly held: readonly StateShard[];
  readonly values: readonly StateShard[];
}

/**
 * A sharding for each leaf and value among the arguments.
 *
 * @param shardings a prefix of `args`
 * @param opened `args`, taken apart
 * @throws TypeError for what is no sharding, for a StateSharding of an array, and for a Variable that is given in two ways
 */
export function shardsOfArguments(
  shardings: unknown,
  args: readonly unknown[],
  opened: Opened,
  action: string,
): ArgumentShards {
  if (Array.isArray(shardings) && shardings.length !== args.length) {
    throw new TypeError(
      `Cannot ${action}: there are ${args.length}, and ${shardings.length} shardings; give one to each, or one for all without a list`,
    );
  }
  const slots = spread(shardings, args, action);
  checkSharedLeaves(opened, (i, path, leaf) => String(shardOf(slots[i]!, path, leaf)), "sharding", action);
  const roots = opened.slots.flatMap((slot, i) => ("root" in slot ? [slots[i]!] : []));
  return {
    roots,
    leaves: opened.leaves.map((leaf, n) => shardOf(roots[opened.rootOfLeaf[n]!]!, opened.paths[n]!, leaf)),
    values: opened.slots.flatMap((slot, i) => ("root" in slot ? [] : [ofArray(slots[i]!, action)])),
  };
}

/**
 * A sharding for each array that comes out.
 *
 * @param outShardings a prefix of `out`
 * @param given how the arguments lie
 */
export function shardsOfResults(
  outShardings: unknown,
  out: unknown,
  opened: Opened,
  left: Left,
  given: ArgumentShards,
  action: string,
): ResultShards {
  const slots = spread(outShardings, out, action);
  const { outSlots, rebuild } = left.recipe;
  const outRoots = outSlots.flatMap((slot, i) => ("root" in slot ? [slots[i]!] : []));
  const count = rebuild?.rootCount ?? opened.parts.length;
  const held = left.origins.map(({ object, root, path, leaf }) => {
    const before = object === undefined ? -1 : opened.leaves.indexOf(opened.objects[object] as Leaf);
    if (before >= 0) return given.leaves[before]!;
    return shardOf(root < count ? given.roots[root]! : outRoots[root - count]!, path, leaf);
  });
  return { held, values: outSlots.flatMap((slot, i) => ("value" in slot ? [ofArray(slots[i]!, action)] : [])) };
}

/** Each tree of arrays where its sharding says. */
export function placeEach(
  trees: readonly unknown[],
  shards: readonly StateShard[],
  name: (i: number) => string,
): unknown[] {
  return trees.map((tree, i) => placeTree(tree, shards[i]!, name(i)));
}

/** What a leaf is called in messages. */
export function named(action: string, path: Path): string {
  return path.length > 0 ? `${action}: ${printPath(path)}` : action;
}

/** A sharding for each leaf of `tree` (arrays, modules, Variables), from a prefix of it. */
function spread(shardings: unknown, tree: unknown, action: string): GraphShard[] {
  const isShard = (x: unknown): boolean => isShardingLeaf(x) || x instanceof StateSharding;
  const [given, def] = flatten(shardings, isShard);
  const wrong = given.find((leaf) => !isShard(leaf));
  if (wrong !== undefined) {
    throw new TypeError(
      `Cannot ${action}: shardings are NamedSharding, PartitionSpec, nnx.StateSharding or null, got ${String(wrong)}`,
    );
  }
  return flattenUpTo(def, tree, action).flatMap((part, i) =>
    flatten(part, isGraph)[0].map(() => given[i] as GraphShard),
  );
}

function shardOf(shard: GraphShard, path: Path, leaf: unknown): StateShard {
  return shard instanceof StateSharding ? shard.shardingOf(path, leaf) : shard;
}

function ofArray(shard: GraphShard, action: string): StateShard {
  if (!(shard instanceof StateSharding)) return shard;
  throw new TypeError(`Cannot ${action}: a StateSharding is for modules; an array takes a PartitionSpec or a sharding`);
}
