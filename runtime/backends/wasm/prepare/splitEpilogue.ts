/**
 * A few results with much to do for each: the results are kept first, in the order of memory, and the rest is done by a kernel over one
 * long loop, in whole vectors. So a weight of 20×5 elements and its optimizer's state are 25 vectors, not 20 times one and a bit.
 */
import { accumulator, load } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { reachable, rewrite } from "../../../ir/walk.ts";
import { arranged } from "./arranged.ts";
import type { AddScratch } from "./packOperands.ts";

/** Results that stay in the first-level cache between the kernels. */
const mostResults = 2 ** 12;
/** Operations for each result that make up for storing and loading it. */
const leastOperations = 10;

/** The kernel as its sums and what follows them, or alone where that would not pay. `addScratch` gives the buffer between the two. */
export function splitEpilogue(kernel: Kernel, addScratch: AddScratch): readonly Kernel[] {
  const { accumulators, grid, stores } = kernel;
  const results = grid.reduce((a, b) => a * b, 1);
  const index = stores[0]!.index;
  const isDense = index.low === 0 && index.high === results - 1;
  if (accumulators.length === 0 || grid.length < 2 || results > mostResults || !isDense) return [kernel];
  if (operationsOf(kernel) < leastOperations) return [kernel];
  const scratch = accumulators.map(({ value }) => ({ type: value.type, buffer: addScratch(results, value.type) }));
  const memo = new Map<Expr, Expr>();
  const kept = (x: Expr): Expr | undefined => {
    if (x.kind !== "accumulator") return undefined;
    const { type, buffer } = scratch[x.accumulator]!;
    return load(type, buffer, index);
  };
  const map = arranged({
    ...kernel,
    reduce: [],
    accumulators: [],
    stores: stores.map((store) => ({ ...store, value: rewrite(store.value, { before: kept }, memo) })),
  });
  if (map.grid.length > 1) return [kernel];
  const sums = scratch.map(({ type, buffer }, id) => ({ buffer, index, value: accumulator(type, id) }));
  return [{ ...kernel, name: `${kernel.name}_sums`, stores: sums }, map];
}

/** Operations behind the reduction. */
function operationsOf({ stores }: Kernel): number {
  let count = 0;
  for (const x of reachable(
    stores.map(({ value }) => value),
    (part) => part.kind !== "load",
  )) {
    if (x.kind !== "const" && x.kind !== "load" && x.kind !== "accumulator") count += x.kind === "math" ? 30 : 1;
  }
  return count;
}
