/** Whether Variables look at the mesh when they are made. */
import { withCleanup } from "../interrupts/withCleanup.ts";
import { checkAxes, getMesh, PartitionSpec } from "../sharding/index.ts";
import { rulesWith } from "./logicalAxisRules.ts";

let eager = true;

/**
 * Sets whether a Variable with `outSharding` that is made under `jax.setMesh` checks its names against the mesh; default true. On one
 * device there is nothing to move.
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
 * Whether Variables look at the mesh when they are made.
 *
 * @example
 * assertEqual([nnx.usingEagerSharding(), nnx.useEagerSharding(false, nnx.usingEagerSharding)], [true, false]);
 */
export function usingEagerSharding(): boolean {
  return eager;
}

/** Throws where the mesh in force lacks an axis that a new Variable names. */
export function checkOutSharding(type: string, metadata: Readonly<Record<string, unknown>>): void {
  const mesh = getMesh();
  if (mesh.empty || !(metadata.eagerSharding ?? eager)) return;
  const rules = rulesWith(metadata.shardingRules as never);
  const names = [...(metadata.outSharding as Iterable<never>)].map(
    (name) => rules.get(name) ?? (rules.has(name) ? null : name),
  );
  try {
    checkAxes(mesh, new PartitionSpec(...names));
  } catch (error) {
    throw new TypeError(
      `Cannot make a ${type} with outSharding [${names.map(String).join(", ")}]: ${(error as Error).message}; ` +
        "name an axis of the mesh, or give it a rule with nnx.logicalAxisRules",
    );
  }
}
