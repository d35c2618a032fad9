/**
 * Step 5: decides which values are computed in one place of their own (roots); every other value is computed wherever it is used.
 *
 * Roots are the program's outputs, what loops and branches read, all reductions, and maps whose repeated computation would cost more than keeping them:
 *
 *     waste = cost of an element × (evaluations / elements − 1)
 *
 * A map that follows a reduction element by element can be kept at hardly any price, in the reduction's own kernel; another one
 * costs a kernel and two passes over memory. A scalar is computed once per kernel, not per element, by any sensible backend.
 */
import { sizeOf } from "../types/shape.ts";
import { costOf } from "./cost.ts";
import { type Graph, isComputed, iterations, operandsOf, ownFlatIndex } from "./graph.ts";
import { type Load, readsOf } from "./readsOf.ts";

/** How large a kernel may become. */
export interface FusionLimits {
  /** Distinct buffers a kernel may touch. */
  readonly buffersPerKernel: number;
  /** Operations in the expressions of one value. */
  readonly operationsPerValue: number;
}

const wasteWorthAKernel = 24;

/** Numbers of the values that are roots. Values that no output needs are in no root's way and never computed. */
export function chooseRoots(graph: Graph, limits: FusionLimits): Set<number> {
  const reads = graph.values.map(({ definition }) => (isComputed(definition) ? readsOf(definition.value) : []));
  const roots = new Set<number>();
  const stored = [...graph.outputs, ...graph.nodes.flatMap(operandsOf)];
  const needed = neededValues(stored, reads);
  for (const { number, definition } of graph.values)
    if (needed.has(number) && definition.kind === "reduction") roots.add(number);
  for (const number of stored) if (isComputed(graph.values[number]!.definition)) roots.add(number);
  const costs = costsIfInlined(graph, reads, roots);
  const follows = followers(graph, reads);
  const evaluations = new Float64Array(graph.values.length);
  for (const value of [...graph.values].reverse()) {
    const { number, definition } = value;
    if (!isComputed(definition) || !needed.has(number)) continue;
    const elements = sizeOf(value.shape);
    if (!roots.has(number)) {
      const repeats = evaluations[number]! / Math.max(elements, 1) - 1;
      const waste = costs[number]! * (elements === 1 ? Math.min(repeats, 1) : repeats);
      if (waste > (follows.has(number) ? 0 : wasteWorthAKernel)) roots.add(number);
    }
    const times = roots.has(number) ? iterations(value) : evaluations[number]!;
    for (const { buffer } of reads[number]!) evaluations[buffer]! += times;
  }
  keepSmall(graph, reads, roots, needed, limits);
  return roots;
}

function neededValues(stored: readonly number[], reads: readonly (readonly Load[])[]): Set<number> {
  const needed = new Set(stored);
  for (let number = reads.length - 1; number >= 0; number--) {
    if (needed.has(number)) for (const { buffer } of reads[number]!) needed.add(buffer);
  }
  return needed;
}

/** Cost of one element of each value if everything but roots and inputs were computed on the spot. */
function costsIfInlined(graph: Graph, reads: readonly (readonly Load[])[], roots: ReadonlySet<number>): Float64Array {
  const costs = new Float64Array(graph.values.length);
  for (const { number, definition } of graph.values) {
    if (!isComputed(definition)) continue;
    let cost = costOf(definition.value);
    for (const { buffer } of reads[number]!) if (!roots.has(buffer)) cost += costs[buffer]!;
    costs[number] = cost;
  }
  return costs;
}

/** Maps that a reduction's kernel could also compute: they read it, or such a map, at their own element. */
function followers(graph: Graph, reads: readonly (readonly Load[])[]): Set<number> {
  const found = new Set<number>();
  for (const { number, definition, shape } of graph.values) {
    if (definition.kind !== "map") continue;
    const own = ownFlatIndex(shape);
    const follows = reads[number]!.some(
      ({ buffer, index }) =>
        index === own && (found.has(buffer) || graph.values[buffer]!.definition.kind === "reduction"),
    );
    if (follows) found.add(number);
  }
  return found;
}

/** Makes further roots where an expression would grow beyond the limits. */
function keepSmall(
  graph: Graph,
  reads: readonly (readonly Load[])[],
  roots: Set<number>,
  needed: ReadonlySet<number>,
  limits: FusionLimits,
): void {
  const operations = new Float64Array(graph.values.length);
  const own = graph.values.map(({ definition }) => (isComputed(definition) ? costOf(definition.value) : 0));
  const size = (number: number): number => (roots.has(number) ? 0 : operations[number]!);
  for (const { number, definition } of graph.values) {
    if (!isComputed(definition) || !needed.has(number)) continue;
    const operands = [...new Set(reads[number]!.map(({ buffer }) => buffer))].sort((a, b) => size(a) - size(b));
    let total = own[number]! + operands.reduce((sum, buffer) => sum + size(buffer), 0);
    let part =
      total > limits.operationsPerValue || Number.isFinite(limits.buffersPerKernel) ? extent(number) : undefined;
    while (part && (part.operations > limits.operationsPerValue || part.buffers > limits.buffersPerKernel - 1)) {
      const largest = operands.pop();
      if (largest === undefined) break;
      if (!isComputed(graph.values[largest]!.definition) || roots.has(largest)) continue;
      roots.add(largest);
      part = extent(number);
    }
    if (part) total = part.operations;
    operations[number] = total;
  }

  /** Operations and buffers of a value's expression, what is shared counted once. */
  function extent(root: number): { operations: number; buffers: number } {
    const seen = new Set([root]);
    const buffers = new Set<number>();
    let sum = 0;
    for (const number of seen) {
      sum += own[number]!;
      for (const { buffer } of reads[number]!) {
        if (roots.has(buffer) || !isComputed(graph.values[buffer]!.definition)) buffers.add(buffer);
        else seen.add(buffer);
      }
    }
    return { operations: sum, buffers: buffers.size };
  }
}
