/** Variables that lie on the mesh from the moment they are made. */
import { place } from "../control/index.ts";
import { DeviceArray, JaxArray } from "../core/array.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";
import { AbstractMesh, checkAxes, getMesh, Mesh, NamedSharding, PartitionSpec } from "../sharding/index.ts";
import { withArticle } from "./errors.ts";
import { specInMetadata } from "./outSharding.ts";

let eager = true;

/**
 * Sets whether a Variable that is made under `jax.setMesh`, or with a `mesh` in its metadata, lies on that mesh from the start, cut as
 * its `outSharding` says; default true. One that should differ says so in its metadata, `{ eagerSharding: false }`.
 *
 * @param value whether it does
 * @param body what to run with the setting; left out: it stays so
 * @returns what `body` returns
 * @example
 * const make = () => new nnx.Param(jnp.zeros([2]), { outSharding: ["nowhere"] });
 * const mesh = jax.makeMesh([1], ["data"]);
 * assertEqual(jax.setMesh(mesh, () => nnx.useEagerSharding(false, make)).shape, [2]);
 */
export function useEagerSharding<R = void>(value: boolean, body?: () => R): R {
  const before = eager;
  eager = value;
  if (!body) return undefined as R;
  return withCleanup(body, () => {
    eager = before;
  });
}

/**
 * Whether Variables lie on the mesh when they are made.
 *
 * @example
 * assertEqual([nnx.usingEagerSharding(), nnx.useEagerSharding(false, nnx.usingEagerSharding)], [true, false]);
 */
export function usingEagerSharding(): boolean {
  return eager;
}

/**
 * The value of a new Variable, lying on the mesh as its metadata say; in a traced function a constraint. Without a mesh it stays where it
 * is, and `outSharding` is a note for later.
 *
 * @param type name of the class, for messages
 * @throws TypeError for names that the mesh has not, RangeError for a value that cannot be cut so
 */
export function placeNew(type: string, value: unknown, metadata: Readonly<Record<string, unknown>>): unknown {
  const mesh = metadata.mesh instanceof AbstractMesh ? metadata.mesh : getMesh();
  if (mesh.empty || !(metadata.eagerSharding ?? eager)) return value;
  const spec = specInMetadata(metadata);
  if (spec === undefined) return isUnplaced(value) && mesh instanceof Mesh ? place(value, replicated(mesh)) : value;
  try {
    checkAxes(mesh, spec);
    if (!(value instanceof JaxArray)) return value;
    const sharding = new NamedSharding(mesh, spec);
    sharding.shardShape(value.shape);
    return place(value, sharding);
  } catch (error) {
    const Kind = error instanceof RangeError ? RangeError : TypeError;
    throw new Kind(
      `Cannot make ${withArticle(type)} with outSharding ${spec}: c${(error as Error).message.slice(1)}; ` +
        "name axes that fit (for optimizer state in the parameter's optimizerSharding), give a rule with nnx.logicalAxisRules, or make it inside " +
        "nnx.useEagerSharding(false, () => …)",
    );
  }
}

/** As in JAX, whatever nobody has placed lies on all devices of the mesh in force. */
function isUnplaced(value: unknown): value is DeviceArray {
  return value instanceof DeviceArray && !value.placement;
}

function replicated(mesh: Mesh): NamedSharding {
  return new NamedSharding(mesh, new PartitionSpec());
}
