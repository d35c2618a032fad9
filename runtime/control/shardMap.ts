import type { JaxArray } from "../core/array.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { squeeze } from "../primitives/squeeze.ts";
import {
  type AbstractMesh,
  checkShardings,
  getMesh,
  isShardingLeaf,
  NamedSharding,
  PartitionSpec,
} from "../sharding/index.ts";
import { nameOf } from "../transforms/flatFunction.ts";
import { vmap } from "../transforms/vmap.ts";
import { flatten } from "../types/pytree.ts";

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
}

/**
 * Runs `f` on each device of a mesh, on its parts of the arrays; inside, collectives (`lax.psum`, `lax.axisIndex`, …) speak to the other
 * devices by the names of the mesh axes. This runtime has one device: its part is the whole, and a sum over devices has one term.
 *
 * @param f function of pytrees of arrays, called with parts, that returns parts
 * @param options see {@link ShardMapOptions}
 * @returns a function of whole arrays that gives whole arrays
 * @throws TypeError without a mesh, and for a spec that names an axis which the mesh has not; RangeError where an array has fewer axes
 * than its spec, or one that does not divide
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
  const { mesh = getMesh(), inSpecs, outSpecs } = options;
  checkMesh(mesh, action);
  const shardings = [inSpecs, outSpecs].map((specs) => shardingsOf(mesh, specs, action));
  return (...args) => {
    const checked = (...parts: A): R => {
      const out = f(...parts);
      checkShardings(shardings[1], out, `${action}: the result`);
      return out;
    };
    checkShardings(shardings[0], [...args], `${action}: the arguments`);
    // one device: along each axis of the mesh the only part, at position 0
    const mapped = mesh.axisNames.reduce(
      (inner: (...parts: any[]) => unknown, axisName) =>
        (...parts) =>
          first(vmap(inner, { inAxes: null, axisSize: 1, axisName })(...parts)),
      checked as (...parts: any[]) => unknown,
    );
    return mapped(...args) as Arrays<R>;
  };
}

/** Throws for a mesh without axes, and for one of more devices than there are. */
export function checkMesh(mesh: AbstractMesh, action: string): void {
  if (mesh.empty)
    throw new TypeError(
      `Cannot ${action}: there is no mesh; give { mesh }, or run it inside jax.setMesh(mesh, () => …)`,
    );
  if (mesh.size > 1)
    throw new RangeError(
      `Cannot ${action} over ${mesh}: it has ${mesh.size} devices, and this runtime computes on one`,
    );
}

function shardingsOf(mesh: AbstractMesh, specs: SpecTree, action: string): unknown {
  const [leaves, def] = flatten(specs, isShardingLeaf);
  return def.unflatten(
    leaves.map((spec) => {
      if (spec === null) return null;
      if (spec instanceof PartitionSpec) return new NamedSharding(mesh, spec);
      throw new TypeError(
        `Cannot ${action}: specs are PartitionSpecs as P("${mesh.axisNames[0]}") or null, got ${String(spec)}`,
      );
    }),
  );
}

function first(tree: unknown): unknown {
  const [leaves, def] = flatten(tree);
  return def.unflatten(leaves.map((leaf) => squeeze(leaf as JaxArray, { dimensions: [0] })));
}
