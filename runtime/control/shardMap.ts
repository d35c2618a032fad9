import { DeviceArray, type JaxArray } from "../core/array.ts";
import type { Spec } from "../core/shardRule.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import {
  type AbstractMesh,
  checkShardings,
  getMesh,
  isShardingLeaf,
  Mesh,
  NamedSharding,
  PartitionSpec,
} from "../sharding/index.ts";
import { flattenArrays, nameOf } from "../transforms/flatFunction.ts";
import { overMesh, specOf } from "../transforms/spmd/index.ts";
import { printAval } from "../types/aval.ts";
import { flatten, flattenUpTo } from "../types/pytree.ts";
import { place } from "./shardingConstraint.ts";

/** A PartitionSpec for all arrays, or a tree of them that is a prefix of the arrays'. */
export type SpecTree = PartitionSpec | null | readonly SpecTree[] | { readonly [key: string]: SpecTree };

/** Options of `shardMap`. */
export interface ShardMapOptions {
  /** Devices with names for their axes; default: the mesh of `jax.setMesh`. */
  readonly mesh?: AbstractMesh;
  /** How arguments are cut: one spec for all, or a list with an entry per argument. */
  readonly inSpecs: SpecTree;
  /** How the parts of results are put together. */
  readonly outSpecs: SpecTree;
  /** Whether a result must be known to be the same along mesh axes that its spec leaves out; default true. */
  readonly checkVma?: boolean;
}

/**
 * Runs `f` on each device of a mesh, on its parts of the arrays; inside, collectives (`lax.psum`, `lax.axisIndex`, …) speak to the other
 * devices by the names of the mesh axes.
 *
 * @param f function of pytrees of arrays, called with parts, that returns parts
 * @param options see {@link ShardMapOptions}
 * @returns a function of whole arrays that gives whole arrays
 * @throws TypeError without a mesh, for a spec that names an axis which the mesh has not, and for a result that may differ along an axis
 * that its spec leaves out; RangeError where an array has fewer axes than its spec, or one that does not divide
 * @example
 * const mesh = jax.makeMesh([1], ["data"]);
 * const mean = jax.shardMap((x: jax.Array) => jax.lax.pmean(jnp.mean(x), "data"), { mesh, inSpecs: jax.P("data"), outSpecs: jax.P() });
 * assertEqual(mean(jnp.array([1, 2, 6])), "3.0");
 */
export function shardMap<A extends any[], R>(
  f: (...args: A) => R,
  options: ShardMapOptions,
): (...args: AcceptsAll<A>) => Arrays<R> {
  const action = `shardMap ${nameOf(f)}`;
  const { mesh = getMesh(), inSpecs, outSpecs, checkVma = true } = options;
  checkMesh(mesh, action);
  const [inputShardings, outputShardings] = [inSpecs, outSpecs].map((specs) => shardingsOf(mesh, specs, action));
  return (...args) => {
    checkShardings(inputShardings, [...args], `${action}: the arguments`);
    const given = spread(inputShardings, [...args], action);
    const [arrays, inDef] = flattenArrays([...args], action, "arguments");
    let outDef: ReturnType<typeof flatten>[1] | undefined;
    const results = shardMapFlat(
      (parts) => {
        const out = f(...(inDef.unflatten(parts) as A));
        const [leaves, def] = flattenArrays(out, action, "its result");
        outDef = def;
        return { parts: leaves, shardings: spread(outputShardings, out, action) };
      },
      { mesh, action, checkVma },
      arrays,
      given,
    );
    return outDef!.unflatten(results) as Arrays<R>;
  };
}

/** What a function on a device gives: its parts of results, and how those lie. */
export interface FlatResults {
  readonly parts: readonly JaxArray[];
  readonly shardings: readonly NamedSharding[];
}

/**
 * `shardMap` of a function of lists of arrays, which says itself how its results lie.
 *
 * @param f function of parts
 * @param options.nameOf what result `i` is called in messages; default "a result"
 * @param arrays whole arrays, which can be cut as `shardings` say
 * @param shardings one for each array
 * @returns whole arrays
 * @throws as `shardMap`
 */
export function shardMapFlat(
  f: (parts: readonly JaxArray[]) => FlatResults,
  options: {
    readonly mesh: AbstractMesh;
    readonly action: string;
    readonly checkVma: boolean;
    nameOf?(i: number): string;
  },
  arrays: readonly JaxArray[],
  shardings: readonly NamedSharding[],
): JaxArray[] {
  const { mesh, action, checkVma, nameOf = () => "a result" } = options;
  let wanted: readonly NamedSharding[] = [];
  const results = overMesh(
    (inputs) => {
      const results = f(inputs);
      wanted = results.shardings;
      checkParts(results, action);
      return results.parts;
    },
    mesh,
    arrays.map((x, i) => withoutPlace(place(x, shardings[i]!))),
    arrays.map((x, i) => specOf(shardings[i]!, x.ndim)),
    (parts) => parts.map((part, i): Spec => specOf(wanted[i]!, part.ndim)),
    checkVma ? (i, axisName) => varies(action, nameOf(i), wanted[i]!, axisName) : undefined,
  );
  return results.map((x, i) => place(x, wanted[i]!));
}

function varies(action: string, name: string, { spec }: NamedSharding, axisName: string): never {
  throw new TypeError(
    `Cannot ${action}: ${name} with spec ${spec} may differ from device to device along "${axisName}", which the spec leaves out; ` +
      `name the axis, bring the devices together with lax.psum(x, "${axisName}"), or give { checkVma: false } to take the first device's`,
  );
}

/** A concrete array as if it lay on one device: the parts are taken of it here. */
function withoutPlace(x: JaxArray): JaxArray {
  return x instanceof DeviceArray ? x.placedAt(undefined) : x;
}

/** Throws for a mesh without axes or devices. */
export function checkMesh(mesh: AbstractMesh, action: string): void {
  if (mesh.empty)
    throw new TypeError(
      `Cannot ${action}: there is no mesh; give { mesh }, or run it inside jax.setMesh(mesh, () => …)`,
    );
  if (!(mesh instanceof Mesh))
    throw new TypeError(`Cannot ${action} over ${mesh}: it has no devices; make a mesh with jax.makeMesh`);
}

function shardingsOf(mesh: AbstractMesh, specs: SpecTree, action: string): unknown {
  const [leaves, def] = flatten(specs, isShardingLeaf);
  return def.unflatten(
    leaves.map((spec) => {
      if (spec === null) return new NamedSharding(mesh, new PartitionSpec());
      if (spec instanceof PartitionSpec) return new NamedSharding(mesh, spec);
      throw new TypeError(
        `Cannot ${action}: specs are PartitionSpecs as P("${mesh.axisNames[0]}") or null, got ${String(spec)}`,
      );
    }),
  );
}

/** A sharding for each array of a tree. */
function spread(shardings: unknown, tree: unknown, action: string): NamedSharding[] {
  const [given, def] = flatten(shardings, isShardingLeaf);
  return flattenUpTo(def, tree, action).flatMap((part, i) => flatten(part)[0].map(() => given[i] as NamedSharding));
}

/** Throws for a result with fewer axes than its spec. */
function checkParts({ parts, shardings }: FlatResults, action: string): void {
  for (const [i, { aval }] of parts.entries()) {
    const { spec } = shardings[i]!;
    if (aval.shape.length >= spec.length) continue;
    throw new RangeError(
      `Cannot ${action}: the result ${printAval(aval)} by ${spec}: the spec names ${spec.length} axes, the parts have ${aval.shape.length}`,
    );
  }
}
