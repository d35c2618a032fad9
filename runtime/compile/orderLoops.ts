/**
 * Step 8: puts the grid loops in the order of memory, so that the innermost one steps through what is stored one by one. A kernel
 * whose results are all stored transposed loops in the order of the results.
 */
import { affineOf } from "../ir/affine.ts";
import { gridIndex } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { Kernel, Store } from "../ir/kernel.ts";
import { rewriteKernel } from "./rewriteKernel.ts";

/** The same kernel with its grid loops in the order that most stores step through memory. */
export function orderLoops(kernel: Kernel): Kernel {
  const { grid, stores } = kernel;
  if (grid.length < 2) return kernel;
  const orders = stores.map((store) => orderOf(store, grid));
  const order = mostCommon(orders.filter((each) => each !== undefined));
  if (!order || order.every((axis, place) => axis === place)) return kernel;
  const moved = new Array<Expr>(grid.length);
  order.forEach((axis, place) => {
    moved[axis] = gridIndex(place, grid[axis]!);
  });
  const before = (x: Expr): Expr | undefined =>
    x.kind === "index" && x.axis.kind === "grid" ? moved[x.axis.position] : undefined;
  return { ...rewriteKernel(kernel, { before }), grid: order.map((axis) => grid[axis]!) };
}

/** Grid axes from the largest step through the stored buffer to the smallest. */
function orderOf({ index }: Store, grid: readonly number[]): number[] | undefined {
  const affine = affineOf(index);
  if (!affine) return undefined;
  const strides = grid.map(() => 0);
  for (const { axis, stride } of affine.terms) strides[axis.position] = Math.abs(stride);
  return grid
    .map((_, axis) => axis)
    .sort((a, b) => (grid[a] === 1 || grid[b] === 1 ? a - b : strides[b]! - strides[a]! || a - b));
}

function mostCommon(orders: readonly number[][]): number[] | undefined {
  let best: number[] | undefined;
  let most = 0;
  for (const order of orders) {
    const count = orders.filter((other) => other.join() === order.join()).length;
    if (count > most) [best, most] = [order, count];
  }
  return best;
}
