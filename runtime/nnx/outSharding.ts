/** How a Variable is cut, as its metadata say. */
import { type Partition, PartitionSpec } from "../sharding/index.ts";
import { type LogicalRules, rulesWith } from "./logicalAxisRules.ts";

/** The spec that `outSharding` (a list or a PartitionSpec) and the rules in force make; undefined where it names no axis of the array. */
export function specInMetadata(metadata: Readonly<Record<string, unknown>>): PartitionSpec | undefined {
  const { outSharding, shardingRules } = metadata;
  const entries = outSharding ? [...(outSharding as Iterable<Partition>)] : [];
  if (entries.length === 0) return undefined;
  const rules = rulesWith(shardingRules as LogicalRules | undefined);
  return new PartitionSpec(
    ...entries.map((entry) => (typeof entry === "string" && rules.has(entry) ? rules.get(entry)! : entry)),
  );
}
