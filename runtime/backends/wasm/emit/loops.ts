import type { Axis } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";

/** The loops of a kernel under one numbering: grid loops first, then reduction loops. */
export interface Loops {
  readonly sizes: readonly number[];
  /** How many of them are grid loops. */
  readonly grid: number;
  numberOf(axis: Axis): number;
  /** `i0`, `r1`: as kernels are printed. */
  nameOf(loop: number): string;
}

/** The loops of a kernel, grid loops first. */
export function loopsOf({ grid, reduce }: Kernel): Loops {
  return {
    sizes: [...grid, ...reduce],
    grid: grid.length,
    numberOf: (axis) => (axis.kind === "grid" ? axis.position : grid.length + axis.position),
    nameOf: (loop) => (loop < grid.length ? `i${loop}` : `r${loop - grid.length}`),
  };
}
