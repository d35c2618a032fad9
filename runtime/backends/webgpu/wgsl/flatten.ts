/** Kernels with fewer loops: the same points, counted through. */
import { gridIndex, reduceIndex } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import { unflatIndex } from "../../../ir/flatIndex.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { mapExprs } from "./mapExprs.ts";

const product = (sizes: readonly number[]): number => sizes.reduce((n, size) => n * size, 1);

/** One grid loop over all points in row-major order. Index arithmetic that only undid the split disappears. */
export function flattenGrid(kernel: Kernel): Kernel {
  const total = product(kernel.grid);
  if (kernel.grid.length === 1) return kernel;
  const counters = unflatIndex(gridIndex(0, total), kernel.grid);
  return { ...mapExprs(kernel, (x) => counterFor(x, "grid", counters)), grid: [total] };
}

/** One reduction loop. */
export function flattenReduce(kernel: Kernel): Kernel {
  const total = product(kernel.reduce);
  if (kernel.reduce.length === 1) return kernel;
  const counters = unflatIndex(reduceIndex(0, total), kernel.reduce);
  return { ...mapExprs(kernel, (x) => counterFor(x, "reduce", counters)), reduce: [total] };
}

/** What stands for a loop index once its kernel's loops are counted otherwise; undefined for anything else. */
export function counterFor(x: Expr, kind: "grid" | "reduce", counters: readonly Expr[]): Expr | undefined {
  return x.kind === "index" && x.axis.kind === kind ? counters[x.axis.position] : undefined;
}
