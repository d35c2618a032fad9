/** `nnx.shardMap` and `nnx.pmap`: functions of modules on the devices of a mesh. */
import { checkSlices } from "../../control/pmap.ts";
import { checkMesh, shardMapFlat } from "../../control/shardMap.ts";
import type { ArrayLike } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { type AbstractMesh, checkShardings, getMesh, NamedSharding, PartitionSpec } from "../../sharding/index.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { printPath } from "../keyOrder.ts";
import { enter, heldValues, type Left, leave, open, plainValues, settle } from "./graphCall.ts";
import { named, shardsOfArguments, shardsOfResults } from "./graphShards.ts";
import type { StateShard, StateSharding } from "./stateSharding.ts";
import { type VmapOptions, vmapChecked } from "./vmap.ts";

/** A PartitionSpec or StateSharding for all below, or a tree of them that is a prefix of the arguments'. */
export type GraphSpecTree =
  | PartitionSpec
  | StateSharding
  | null
  | readonly GraphSpecTree[]
  | { readonly [key: string]: GraphSpecTree };

/** Options of `nnx.shardMap`. */
export interface GraphShardMapOptions {
  /** Devices with names for their axes; default: the mesh of `jax.setMesh`. */
  readonly mesh?: AbstractMesh;
  /** How arguments are cut: one spec for all, or a list with an entry per argument. */
  readonly inSpecs: GraphSpecTree;
  /** How the parts of results are put together. */
  readonly outSpecs: GraphSpecTree;
  /** Whether a result or a changed Variable must be known to be the same along mesh axes that its spec leaves out; default true. */
  readonly checkVma?: boolean;
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.shardMap`, for functions of modules: a module is cut by one spec, or by a StateSharding, and holds parts inside. What the
 * function puts into a Variable is a part by the spec of its argument, and comes back whole: a running mean of a module with `P()` must be
 * the same on all devices, as `lax.pmean` makes it.
 *
 * @param f the function
 * @param options see {@link GraphShardMapOptions}
 * @returns a function of the same arguments
 * @throws TypeError without a mesh, for a spec that names an axis which the mesh has not, and for a result or Variable that may differ along
 * an axis that its spec leaves out; RangeError where an array has fewer axes than its spec, or one that does not divide
 * @example
 * const mesh = jax.makeMesh([1], ["data"]);
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const f = nnx.shardMap((m: nnx.Linear, x: jax.Array) => m(x), { mesh, inSpecs: [jax.P(), jax.P("data")], outSpecs: jax.P("data") });
 * assertEqual(f(model, jnp.ones([4, 2])).shape, [4, 3]);
 */
export function shardMap<F extends AnyFunction>(f: F, options: GraphShardMapOptions): F {
  const { mesh = getMesh(), inSpecs, outSpecs, checkVma = true } = options;
  const action = `shardMap ${f.name || "a function"}`;
  checkMesh(mesh, action);
  const call = (...args: unknown[]): unknown => {
    const opened = open(args);
    const given = shardsOfArguments(inSpecs, args, opened, `${action}: the arguments`);
    const tree = [heldValues(opened.leaves), plainValues(opened.slots)] as const;
    const shardings = spreadEach(tree, [given.leaves, given.values], mesh, action);
    const [inputs, inputDef] = flatten(tree);
    checkEach(tree, [given.leaves, given.values], mesh, (n) =>
      n === undefined ? `${action}: the arguments` : named(`${action}: the arguments`, opened.paths[n]!),
    );
    let left: Left | undefined;
    let outDef: TreeDef | undefined;
    const results = shardMapFlat(
      (parts) => {
        const [held, values] = inputDef.unflatten(parts) as [unknown[], unknown[]];
        const entered = enter(opened, held, values);
        const out: unknown = f(...entered.args);
        left = leave(opened, entered, out);
        const own = shardsOfResults(outSpecs, out, opened, left, given, `${action}: the result`);
        const outputs = [left.held, left.values] as const;
        const [leaves, def] = flatten(outputs);
        outDef = def;
        return {
          parts: leaves.map((leaf) => asArray(leaf as ArrayLike)),
          shardings: spreadEach(outputs, [own.held, own.values], mesh, action),
        };
      },
      { mesh, action, checkVma, nameOf: (i) => nameOfResult(left!, i) },
      inputs.map((input) => asArray(input as ArrayLike)),
      shardings,
    );
    const [held, values] = outDef!.unflatten(results) as [unknown[], unknown[]];
    return settle(opened, left!.recipe, held, values);
  };
  return Object.defineProperty(call, "name", { value: f.name }) as unknown as F;
}

/** What the leaves of modules hold, and plain values. */
type Halves<T> = readonly [held: readonly T[], values: readonly T[]];

/** A sharding for each array of each tree. */
function spreadEach(
  trees: Halves<unknown>,
  shards: Halves<StateShard>,
  mesh: AbstractMesh,
  action: string,
): NamedSharding[] {
  return trees.flatMap((half, h) =>
    half.flatMap((tree, i) => {
      const sharding = onMesh(shards[h]![i]!, mesh, action);
      return flatten(tree)[0].map(() => sharding);
    }),
  );
}

/** Throws for an array that cannot be cut as its sharding says. */
function checkEach(
  trees: Halves<unknown>,
  shards: Halves<StateShard>,
  mesh: AbstractMesh,
  actionOf: (leaf: number | undefined) => string,
): void {
  trees.forEach((half, h) => {
    half.forEach((tree, i) => {
      const action = actionOf(h === 0 ? i : undefined);
      checkShardings(onMesh(shards[h]![i]!, mesh, action), tree, action);
    });
  });
}

function onMesh(shard: StateShard, mesh: AbstractMesh, action: string): NamedSharding {
  if (shard === null) return new NamedSharding(mesh, new PartitionSpec());
  if (shard instanceof PartitionSpec) return new NamedSharding(mesh, shard);
  throw new TypeError(
    `Cannot ${action}: specs are PartitionSpecs as P("${mesh.axisNames[0]}") or null, got ${String(shard)}`,
  );
}

/** What array `i` of those that come out is called. */
function nameOfResult({ held, origins }: Left, i: number): string {
  let end = 0;
  const at = held.findIndex((tree) => (end += flatten(tree)[0].length) > i);
  if (at < 0) return "a result";
  const { leaf, path } = origins[at]!;
  return `the ${(leaf as object).constructor.name} \`${printPath(path)}\``;
}

/**
 * Like `jax.pmap`, for functions of modules.
 *
 * @param f the function
 * @param options as of `nnx.vmap`
 * @returns a function of arguments with an axis more, of as many slices as there are devices or fewer, as its results
 * @throws RangeError for more slices than devices
 * @example
 * const f = nnx.pmap((x: jax.Array) => jax.lax.psum(x, "i"), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2]])), "[[1 2]]");
 */
export function pmap<F extends AnyFunction>(
  f: F,
  options: Omit<VmapOptions, "axisSize"> = {},
): (...args: any[]) => any {
  return vmapChecked(f, options, (size) => checkSlices(size, f.name || "a function", "nnx.vmap"));
}
