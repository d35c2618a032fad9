/** Step 8: writes each group as a kernel. Members of the same kernel are handed on in registers, all others through buffers. */
import { accumulator, load } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { flatIndex } from "../ir/flatIndex.ts";
import type { Accumulator, Kernel, Store } from "../ir/kernel.ts";
import { rewrite } from "../ir/walk.ts";
import { type Graph, type Node, operandsOf } from "./graph.ts";
import type { Group } from "./group.ts";
import { nameKernel } from "./nameKernel.ts";
import { readsOf } from "./readsOf.ts";

/** The kernels of the groups, in order, with loops and branches where they are; buffers are still numbered as the graph's values. */
export function assemble(
  graph: Graph,
  expressions: ReadonlyMap<number, Expr>,
  places: readonly (Group | Node)[],
): (Kernel | Node)[] {
  const stored = storedValues(graph, expressions, places);
  return places.flatMap((place): (Kernel | Node)[] => {
    if (!("members" in place)) return [place];
    const kernel = assembleOne(graph, place, expressions, stored);
    return kernel.stores.length > 0 && !kernel.grid.includes(0) ? [kernel] : [];
  });
}

/** Outputs, what loops and branches read, and what is read in another kernel than the one that computes it. */
function storedValues(
  graph: Graph,
  expressions: ReadonlyMap<number, Expr>,
  places: readonly (Group | Node)[],
): Set<number> {
  const stored = new Set([...graph.outputs, ...graph.nodes.flatMap(operandsOf)]);
  for (const place of places) {
    if (!("members" in place)) continue;
    const here = new Set(place.members.map(({ value }) => value.number));
    for (const number of here) {
      for (const { buffer } of readsOf(expressions.get(number)!)) if (!here.has(buffer)) stored.add(buffer);
    }
  }
  return stored;
}

function assembleOne(
  graph: Graph,
  group: Group,
  expressions: ReadonlyMap<number, Expr>,
  stored: ReadonlySet<number>,
): Kernel {
  const accumulators: Accumulator[] = [];
  const stores: Store[] = [];
  const computed = new Map<number, Expr>();
  for (const { value, index } of group.members) {
    const { number, shape, definition } = value;
    const expression = expressions.get(number)!;
    if (definition.kind === "reduction") {
      // A reduction founds its group or has its shape: the group's loops are its own.
      computed.set(number, accumulator(value.type, accumulators.length));
      accumulators.push({ op: definition.op, value: expression });
    } else {
      computed.set(number, inGroup(expression, index, computed));
    }
    if (stored.has(number))
      stores.push({ buffer: number, index: flatIndex(index, shape), value: computed.get(number)! });
  }
  return {
    name: nameKernel(graph, group, expressions),
    grid: group.shape,
    reduce: group.reduce ?? [],
    accumulators,
    stores,
  };
}

/** A member's expression at the group's loops, with what the group has computed already in place of loads. */
function inGroup(expression: Expr, index: readonly Expr[], computed: ReadonlyMap<number, Expr>): Expr {
  return rewrite(expression, {
    before: (x) =>
      x.kind === "load" ? computed.get(x.buffer) : x.kind === "index" ? index[x.axis.position] : undefined,
    after: (x, [at]) => (x.kind === "load" ? load(x.type, x.buffer, at!) : undefined),
  });
}
