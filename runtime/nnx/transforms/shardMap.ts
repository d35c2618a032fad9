/** `nnx.shardMap` and `nnx.pmap`: functions of modules on the devices of a mesh. */
import { checkMesh, shardMap as shardMapOfArrays } from "../../control/shardMap.ts";
import { type AbstractMesh, getMesh, PartitionSpec } from "../../sharding/index.ts";
import { enter, heldValues, leave, open, plainValues, type Recipe, settle } from "./graphCall.ts";
import { checkGraphShardings, type StateSharding } from "./stateSharding.ts";
import { type VmapOptions, vmap } from "./vmap.ts";

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
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.shardMap`, for functions of modules: a module is cut by one spec, or by a StateSharding. Changes that the function makes to
 * modules come through.
 *
 * @param f the function
 * @param options see {@link GraphShardMapOptions}
 * @returns a function of the same arguments
 * @throws TypeError without a mesh, and for a spec that names an axis which the mesh has not; RangeError where an array has fewer axes
 * than its spec, or one that does not divide
 * @example
 * const mesh = jax.makeMesh([1], ["data"]);
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const f = nnx.shardMap((m: nnx.Linear, x: jax.Array) => m(x), { mesh, inSpecs: [jax.P(), jax.P("data")], outSpecs: jax.P("data") });
 * assertEqual(f(model, jnp.ones([4, 2])).shape, [4, 3]);
 */
export function shardMap<F extends AnyFunction>(f: F, options: GraphShardMapOptions): F {
  const { mesh = getMesh(), inSpecs, outSpecs } = options;
  const action = `shardMap ${f.name || "a function"}`;
  checkMesh(mesh, action);
  const call = (...args: unknown[]): unknown => {
    checkGraphShardings(inSpecs, args, `${action}: the arguments`, mesh);
    const opened = open(args);
    let recipe: Recipe | undefined;
    const pure = (held: unknown[], values: unknown[]): [unknown[], unknown[]] => {
      const entered = enter(opened, held, values);
      const out: unknown = f(...entered.args);
      checkGraphShardings(outSpecs, out, `${action}: the result`, mesh);
      const left = leave(opened, entered, out);
      recipe = left.recipe;
      return [[...left.held], [...left.values]];
    };
    const whole = { mesh, inSpecs: new PartitionSpec(), outSpecs: new PartitionSpec() };
    const [held, values] = shardMapOfArrays(pure, whole)(
      heldValues(opened.leaves) as never,
      plainValues(opened.slots) as never,
    ) as unknown as [unknown[], unknown[]];
    return settle(opened, recipe!, held, values);
  };
  return Object.defineProperty(call, "name", { value: f.name }) as unknown as F;
}

/**
 * Like `jax.pmap`, for functions of modules. This runtime has one device, so that the mapped axis must have size 1; programs written for
 * more use `nnx.vmap` here.
 *
 * @param f the function
 * @param options as of `nnx.vmap`
 * @returns a function of arguments with an axis of size 1 more, as its results
 * @throws RangeError for more slices than devices
 * @example
 * const f = nnx.pmap((x: jax.Array) => jax.lax.psum(x, "i"), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2]])), "[[1 2]]");
 */
export function pmap<F extends AnyFunction>(
  f: F,
  options: Omit<VmapOptions, "axisSize"> = {},
): (...args: any[]) => any {
  const mapped = vmap(f, { ...options, axisSize: 1 });
  return (...args) => {
    try {
      return mapped(...args);
    } catch (error) {
      const size = error instanceof TypeError && /must have size 1 as the others, got (\d+)$/.exec(error.message);
      if (!size) throw error;
      throw new RangeError(
        `Cannot pmap ${f.name || "a function"} over ${size[1]} slices: there is one device; use nnx.vmap, which computes all slices on it`,
      );
    }
  };
}
