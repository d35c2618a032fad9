/** Step 8: gives kernels their final loops and buffer numbers, in one walk over their expressions. */

import { arrangeLoops } from "../ir/arrangeLoops.ts";
import { load } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { Kernel } from "../ir/kernel.ts";
import { rewriteKernel, rootsOf } from "../ir/rewriteKernel.ts";
import type { Graph } from "./graph.ts";
import { readsOf } from "./readsOf.ts";

/** Settled kernels, and the value behind each of their buffers: inputs, results, then temporaries as they are first touched. */
export interface Settled {
  readonly kernels: readonly Kernel[];
  readonly buffers: readonly number[];
}

/** Arranges the loops of kernels whose buffers are numbered as the graph's values, and numbers the buffers anew. */
export function settle(graph: Graph, kernels: readonly Kernel[]): Settled {
  const buffers = new Set(graph.inputs);
  for (const number of graph.outputs) buffers.add(number);
  for (const kernel of kernels) {
    for (const { buffer } of kernel.stores) buffers.add(buffer);
  }
  const numbers = new Map([...buffers].map((value, number) => [value, number]));
  return { kernels: kernels.map((kernel) => settleOne(kernel, numbers)), buffers: [...buffers] };
}

function settleOne(kernel: Kernel, numbers: ReadonlyMap<number, number>): Kernel {
  const { grid, reduce } = arrangeLoops(kernel);
  const before = (x: Expr): Expr | undefined =>
    x.kind === "index" ? (x.axis.kind === "grid" ? grid : reduce).index[x.axis.position] : undefined;
  const after = (x: Expr, [index]: readonly Expr[]): Expr | undefined =>
    x.kind === "load" ? load(x.type, numbers.get(x.buffer)!, index!) : undefined;
  const moved = rewriteKernel(kernel, { before, after });
  const stores = moved.stores.map((store) => ({ ...store, buffer: numbers.get(store.buffer)! }));
  return { ...moved, grid: grid.sizes, reduce: reduce.sizes, stores };
}

/** The buffers that a kernel loads or stores. */
export function touchedBy(kernel: Kernel): Set<number> {
  const touched = new Set(kernel.stores.map(({ buffer }) => buffer));
  for (const root of rootsOf(kernel)) for (const { buffer } of readsOf(root)) touched.add(buffer);
  return touched;
}
