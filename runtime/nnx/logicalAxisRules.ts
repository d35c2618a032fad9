/** Names of a model's axes, and which axes of a mesh they stand for. */
import { withCleanup } from "../interrupts/withCleanup.ts";
import type { Partition } from "../sharding/partitionSpec.ts";

/** Pairs of a name that the model uses and what it stands for on the mesh. */
export type LogicalRules = readonly (readonly [name: string, onMesh: Partition])[];

let inForce: LogicalRules = [];

/**
 * Runs a function while names in `outSharding` stand for mesh axes as the rules say, so that one model fits several meshes.
 *
 * @param rules pairs of name and mesh axis, list of mesh axes, or null; names without a rule stand for themselves
 * @param body what to run
 * @returns what `body` returns
 * @example
 * const kernel = new nnx.Param(jnp.zeros([2, 4]), { outSharding: ["embed", "hidden"] });
 * const rules = [["embed", null], ["hidden", "model"]] as const;
 * const { spec } = nnx.logicalAxisRules(rules, () => nnx.getPartitionSpec({ spec: kernel }));
 * assertEqual(spec.value, "P(None, 'model')");
 */
export function logicalAxisRules<R>(rules: LogicalRules, body: () => R): R {
  const before = inForce;
  inForce = rules;
  return withCleanup(body, () => {
    inForce = before;
  });
}

/** The rules of `logicalAxisRules`, and those of one Variable. Throws where both have a name and disagree. */
export function rulesWith(own: LogicalRules = []): ReadonlyMap<string, Partition> {
  const rules = new Map(inForce);
  for (const [name, onMesh] of own) {
    if (rules.has(name) && String(rules.get(name)) !== String(onMesh)) {
      throw new TypeError(
        `Cannot apply the sharding rules: "${name}" is ${String(rules.get(name))} in nnx.logicalAxisRules and ${String(onMesh)} in the Variable's shardingRules`,
      );
    }
    rules.set(name, onMesh);
  }
  return rules;
}
