/** One invocation per point of the grid: maps, and reductions with many results, each of which runs its own loops. */
import type { Axis } from "../../../ir/expr.ts";
import type { Kernel } from "../../../ir/kernel.ts";
import type { Tuning } from "../tuning.ts";
import { loopsOver, reductionLoops } from "./loops.ts";
import { type Counters, Scope } from "./scope.ts";
import { roundsUp, type Shader, shader } from "./shader.ts";
import type { Slots } from "./slots.ts";
import { storeAll } from "./storeAll.ts";
import { type Unrolling, unrollReduction } from "./unrollReduction.ts";

/** For a kernel with a flat grid. */
export function mapShader(kernel: Kernel, slots: Slots, { workgroups }: Tuning): Shader {
  const points = kernel.grid[0]!;
  const size = workgroupSize(points, workgroups);
  const count = Math.ceil(points / size);
  const guard = count * size > points || roundsUp(count) ? [`if (id >= ${points}u) { return; }`] : [];
  const body = [`let id = group * ${size}u + lane;`, ...guard, ...pointStatements(kernel, slots, "i32(id)")];
  return shader(slots, { count, size }, body);
}

/** Groups that fill a device's execution units, or smaller ones where the points would not make enough of those. */
function workgroupSize(points: number, workgroups: number): number {
  if (points >= 1 << 16) return 256;
  const quads = Math.max(1, Math.floor(points / workgroups / 4));
  return Math.min(64, 4 * quads, points);
}

/** Everything that one point of a flat grid computes and stores; `id` is the point's number as an i32 text. */
export function pointStatements(kernel: Kernel, slots: Slots, id: string, unrolling?: Unrolling): string[] {
  const { stores } = kernel;
  if (kernel.accumulators.length === 0) {
    const scope = new Scope(slots, () => ({ text: "i0", depth: 0 }), 0);
    const stored = storeAll(stores, slots, scope);
    return withCounter(id, [...scope.blocks[0]!, ...stored]);
  }
  const { accumulators, reduce } = unrollReduction(kernel, 1, unrolling);
  const cut = accumulators.some(({ op, value }) => op === "add" && value.type === "f32");
  const nests = reduce.map((trips, position) => loopsOver(`r${position}`, trips, cut));
  const depths = nests.map((_, position) => nests.slice(0, position + 1).reduce((sum, nest) => sum + nest.length, 0));
  const counters: Counters = (axis: Axis) =>
    axis.kind === "grid" ? { text: "i0", depth: 0 } : { text: `r${axis.position}`, depth: depths[axis.position]! };
  const { lines, scope } = reductionLoops(accumulators, nests.flat(), slots, counters);
  const after = new Scope(slots, counters, 0, scope);
  const stored = storeAll(stores, slots, after);
  return withCounter(id, [...lines, ...after.blocks[0]!, ...stored]);
}

/** Defines i0 if some statement names it. */
function withCounter(id: string, lines: readonly string[]): string[] {
  return lines.some((line) => /\bi0\b/.test(line)) ? [`let i0 = ${id};`, ...lines] : [...lines];
}
