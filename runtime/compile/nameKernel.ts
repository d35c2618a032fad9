import type { Expr } from "../ir/expr.ts";
import { costOf } from "./cost.ts";
import { type Graph, isComputed } from "./graph.ts";
import type { Group } from "./group.ts";
import { readsOf } from "./readsOf.ts";

const mostNames = 4;
const mostValues = 64;

/** A readable name from the primitives that went into a kernel: `dotGeneral_add_max`. What only moves elements is left out. */
export function nameKernel(graph: Graph, { members }: Group, roots: ReadonlyMap<number, Expr>): string {
  const own = new Set(members.map(({ value }) => value.number));
  for (const number of own) {
    const { definition } = graph.values[number]!;
    if (!isComputed(definition) || own.size > mostValues) continue;
    for (const { buffer } of readsOf(definition.value)) {
      if (!roots.has(buffer) && isComputed(graph.values[buffer]!.definition)) own.add(buffer);
    }
  }
  const values = [...own].sort((a, b) => a - b).map((number) => graph.values[number]!);
  const computing = values.filter(
    ({ definition }) => definition.kind === "reduction" || (definition.kind === "map" && costOf(definition.value) > 0),
  );
  const names = (computing.length > 0 ? computing : values)
    .map(({ name }) => name)
    .filter((name, n, all) => name !== all[n - 1]);
  return names.length > mostNames
    ? `${names.slice(0, mostNames).join("_")}_and${names.length - mostNames}`
    : names.join("_");
}
