import { arrangeLoops } from "../../../ir/arrangeLoops.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { rewriteKernel } from "../../../ir/rewriteKernel.ts";

/** The kernel with its loops in the order of memory and as few as possible; itself if they are so already. */
export function arranged(kernel: Kernel): Kernel {
  const { grid, reduce } = arrangeLoops(kernel);
  const isSame = [...grid.index, ...reduce.index].every((x) => x.kind === "index");
  const inOrder = grid.index.every((x, position) => x.kind === "index" && x.axis.position === position);
  if (isSame && inOrder) return kernel;
  const moved = rewriteKernel(kernel, {
    before: (x) => (x.kind === "index" ? (x.axis.kind === "grid" ? grid : reduce).index[x.axis.position] : undefined),
  });
  return { ...moved, grid: grid.sizes, reduce: reduce.sizes };
}
