import type { Expr } from "../ir/expr.ts";
import { reachable } from "../ir/walk.ts";
import { sizeOf } from "../types/shape.ts";
import type { Value } from "./graph.ts";
import { readsOf } from "./readsOf.ts";

/** Multiplications from which on a backend's way with matrix products matters more than a kernel saved. */
const leastWork = 2 ** 18;

/**
 * Whether a value is a large matrix product: a sum whose two operands are each read again and again along an axis of the other.
 *
 *     C[m, n] = Σₖ A[m, k] · B[k, n]        A is read n times, B m times
 *
 * Backends compute it in tiles, with sums in registers and operands packed. A kernel of several products has no registers left for that:
 * three of 1024 × 128 × 128 together take twenty times as long on wasm as one after the other.
 */
export function isLargeProduct({ shape, definition }: Value): boolean {
  if (definition.kind !== "reduction" || sizeOf(shape) * sizeOf(definition.sizes) < leastWork) return false;
  const operands = readsOf(definition.value)
    .map(({ index }) => axesOf(index))
    .filter(({ reduce }) => reduce.size > 0);
  return operands.some(({ grid }) => operands.some((other) => hasMore(grid, other.grid) && hasMore(other.grid, grid)));
}

const hasMore = (axes: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
  [...axes].some((axis) => !other.has(axis));

/** The positions of the axes that an index depends on, by kind. */
function axesOf(index: Expr): Readonly<Record<"grid" | "reduce", ReadonlySet<number>>> {
  const axes = { grid: new Set<number>(), reduce: new Set<number>() };
  for (const x of reachable([index])) if (x.kind === "index") axes[x.axis.kind].add(x.axis.position);
  return axes;
}
