/** How many invocations shall work on one result of a reduction. */
import { affineOf, strideAlong } from "../../../ir/affine.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import type { Tuning } from "../tuning.ts";

/** Fewer than this do not fill the vector of an execution unit. */
const fewestLanes = 32;

/** A power of two; for a kernel with a flat grid. */
export function invocationsPerResult(kernel: Kernel, { busy, lanes, elementsPerLane }: Tuning): number {
  if (kernel.accumulators.length === 0) return 1;
  const points = kernel.grid[0]!;
  const length = kernel.reduce.reduce((n, size) => n * size, 1);
  const useful = powerBelow(length / elementsPerLane);
  const spare = powerBelow(busy / points);
  if (lanes === 1) return Math.min(spare, useful);
  // Rows are read fastest by neighbours side by side, whether the device needs more invocations or not.
  const wanted = Math.min(useful, isRowWise(kernel) ? Math.max(spare, lanes) : spare);
  if (wanted >= fewestLanes || wanted === 1) return wanted;
  return useful >= fewestLanes ? fewestLanes : 1;
}

/** 1 for anything below 2. */
function powerBelow(x: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(x)));
}

/** Whether everything it reduces lies side by side along the reduction and apart along the grid. */
function isRowWise({ accumulators, reduce }: Kernel): boolean {
  const innermost = reduce.length - 1;
  const loads = topological(accumulators.map(({ value }) => value)).filter((x) => x.kind === "load");
  const moving = loads.map(({ index }) => affineOf(index));
  return moving.every((affine) => {
    return (
      affine !== undefined && strideAlong(affine, "reduce", innermost) === 1 && strideAlong(affine, "grid", 0) !== 1
    );
  });
}
