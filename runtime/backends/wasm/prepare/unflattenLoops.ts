import { binary, constant, gridIndex } from "../../../ir/build.ts";
import type { Axis, Expr } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { rewriteKernel, rootsOf } from "../../../ir/rewriteKernel.ts";
import { topological } from "../../../ir/walk.ts";

/** More loops cost more than the divisions they save. */
const mostLoops = 6;

/**
 * Splits grid loops where indices divide their counter: with i = 20·a + b, `i div 20` is a and `i rem 20` is b, and the access steps
 * evenly through memory along both loops.
 *
 *     for i < 640: x[(i rem 20)·32 + i div 20]     →     for a < 32, b < 20: x[b·32 + a]
 */
export function unflattenLoops(kernel: Kernel): Kernel {
  let current = kernel;
  while (current.grid.length < mostLoops) {
    const found = divided(current);
    if (!found) return current;
    current = split(current, found.axis, found.by);
  }
  return current;
}

/** A grid loop whose counter is divided by a divisor of its size. */
function divided(kernel: Kernel): { axis: Axis; by: number } | undefined {
  for (const x of topological(rootsOf(kernel))) {
    if (x.kind !== "binary" || x.type !== "i32" || (x.op !== "div" && x.op !== "rem")) continue;
    const [counter, divisor] = x.args;
    if (counter.kind !== "index" || counter.axis.kind !== "grid" || divisor.kind !== "const") continue;
    const by = Number(divisor.value);
    if (by > 1 && by < counter.axis.size && counter.axis.size % by === 0) return { axis: counter.axis, by };
  }
  return undefined;
}

function split(kernel: Kernel, axis: Axis, by: number): Kernel {
  const { position } = axis;
  const grid = splitSizes(kernel.grid, position, by);
  return { ...rewriteKernel(kernel, { before: (x) => splitCounter(x, axis, by) }), grid };
}

/** The sizes of the grid loops after one of them was split. */
export function splitSizes(grid: readonly number[], position: number, by: number): number[] {
  return [...grid.slice(0, position), grid[position]! / by, by, ...grid.slice(position + 1)];
}

/** What a counter of the old loops is in terms of the new ones; undefined for anything else. */
export function splitCounter(x: Expr, { position, size }: Axis, by: number): Expr | undefined {
  if (x.kind !== "index") return undefined;
  const { axis } = x;
  if (axis.kind !== "grid" || axis.position < position) return x;
  if (axis.position > position) return gridIndex(axis.position + 1, axis.size);
  const outer = gridIndex(position, size / by);
  return binary("add", binary("mul", outer, constant("i32", by)), gridIndex(position + 1, by));
}
