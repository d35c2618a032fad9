/**
 * One workgroup per result: each invocation reduces every size-th element, then they put together what they have, by subgroups where
 * the device has them (`foldSubgroups`), else as a tree (`foldTree`).
 *
 *     lane 0: r = 0, 64, 128, …
 *     lane 1: r = 1, 65, 129, …         fold; lane 0 stores
 *     …
 *
 * Neighbouring invocations read neighbouring elements, which is how a device reads fastest.
 */
import type { Axis } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import type { Tuning } from "../tuning.ts";
import { foldSubgroups } from "./foldSubgroups.ts";
import { foldTree } from "./foldTree.ts";
import { indent, loopsOver, reductionLoops } from "./loops.ts";
import { type Counters, Scope } from "./scope.ts";
import { roundsUp, type Shader, shader } from "./shader.ts";
import type { Slots } from "./slots.ts";
import { storeAll } from "./storeAll.ts";
import { unrollReduction } from "./unrollReduction.ts";

/** For a kernel with a flat grid and one flat reduction; `size`, a power of two, is the number of invocations per result. */
export function workgroupShader(kernel: Kernel, slots: Slots, size: number, { subgroups }: Tuning): Shader {
  const points = kernel.grid[0]!;
  const { accumulators, reduce, stores } = unrollReduction(kernel, size);
  const cut = accumulators.some(({ op, value }) => op === "add" && value.type === "f32");
  const loops = loopsOver("r0", reduce[0]!, cut);
  const counters: Counters = ({ kind, position }: Axis) => {
    if (kind === "grid") return { text: "i0", depth: 0 };
    return position === 0 ? { text: "r0", depth: loops.length } : { text: "i32(lane)", depth: 0 };
  };
  const { lines, scope } = reductionLoops(accumulators, loops, slots, counters);
  const after = new Scope(slots, counters, 0, scope);
  const statements = storeAll(stores, slots, after);
  const bySubgroups = subgroups.least > 1 && subgroups.most <= size;
  const fold = bySubgroups ? foldSubgroups(accumulators, size, subgroups.least) : foldTree(accumulators, size);
  const body = [
    ...(roundsUp(points) ? [`if (group >= ${points}u) { return; }`] : []),
    "let i0 = i32(group);",
    ...lines,
    ...fold.lines,
    "if (lane == 0u) {",
    ...indent([...fold.results, ...after.blocks[0]!, ...statements]),
    "}",
  ];
  return shader(slots, { count: points, size, tradesInSubgroups: bySubgroups }, body, [fold.shared.join("\n")]);
}
