/**
 * What the invocations of a workgroup have, put together as a tree over workgroup memory:
 *
 *     shared[lane] = a
 *     for half = 128, 64, … 1:  shared[lane] ∘= shared[lane + half]
 */
import type { Accumulator } from "../../../ir/kernel.ts";
import type { Fold } from "./foldSubgroups.ts";
import { combine, indent } from "./loops.ts";
import { memoryType, stored } from "./operations.ts";

/** For accumulators a0, a1, … of each of `size` invocations, a power of two. */
export function foldTree(accumulators: readonly Accumulator[], size: number): Fold {
  const lines = [
    ...accumulators.map(({ value }, k) => `shared${k}[lane] = ${stored(`a${k}`, value.type)};`),
    `for (var half = ${size / 2}u; half > 0u; half >>= 1u) {`,
    "  workgroupBarrier();",
    "  if (lane < half) {",
    ...indent(indent(accumulators.map(fold))),
    "  }",
    "}",
  ];
  const results = accumulators.map(
    ({ value }, k) => `a${k} = ${value.type === "bool" ? `shared${k}[0] != 0u` : `shared${k}[0]`};`,
  );
  const shared = accumulators.map(
    ({ value }, k) => `var<workgroup> shared${k}: array<${memoryType(value.type)}, ${size}>;`,
  );
  return { lines, results, shared };
}

/** On 0 and 1, as bool is kept in memory, `&` and `|` are what they are on bool. */
function fold({ op, value: { type } }: Accumulator, k: number): string {
  return `shared${k}[lane] = ${combine[op](`shared${k}[lane]`, `shared${k}[lane + half]`, memoryType(type))};`;
}
