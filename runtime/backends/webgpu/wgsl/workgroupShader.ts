/**
 * One workgroup per result: each invocation reduces every size-th element, then a tree over shared memory reduces what they have.
 *
 *     lane 0: r = 0, 64, 128, …         shared[lane] = a
 *     lane 1: r = 1, 65, 129, …         for half = 32, 16, … 1:  shared[lane] += shared[lane + half]
 *     …                                 lane 0 stores
 *
 * Neighbouring invocations read neighbouring elements, which is how a device reads fastest.
 */
import type { Axis } from "../../../ir/expr.ts";
import type { Accumulator, Kernel } from "../../../ir/kernel.ts";
import { combine, indent, loopsOver, reductionLoops } from "./loops.ts";
import { memoryType, stored } from "./operations.ts";
import { type Counters, Scope } from "./scope.ts";
import { roundsUp, type Shader, shader } from "./shader.ts";
import type { Slots } from "./slots.ts";
import { storeAll } from "./storeAll.ts";
import { unrollReduction } from "./unrollReduction.ts";

/** For a kernel with a flat grid and one flat reduction; `size`, a power of two, is the number of invocations per result. */
export function workgroupShader(kernel: Kernel, slots: Slots, size: number): Shader {
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
  const last = [...results(accumulators), ...after.blocks[0]!, ...statements];
  const body = [
    ...(roundsUp(points) ? [`if (group >= ${points}u) { return; }`] : []),
    "let i0 = i32(group);",
    ...lines,
    ...accumulators.map(({ value }, k) => `shared${k}[lane] = ${stored(`a${k}`, value.type)};`),
    `for (var half = ${size / 2}u; half > 0u; half >>= 1u) {`,
    "  workgroupBarrier();",
    "  if (lane < half) {",
    ...indent(indent(accumulators.map(fold))),
    "  }",
    "}",
    "if (lane == 0u) {",
    ...indent(last),
    "}",
  ];
  const shared = accumulators.map(
    ({ value }, k) => `var<workgroup> shared${k}: array<${memoryType(value.type)}, ${size}>;`,
  );
  return shader(slots, { count: points, size }, body, [shared.join("\n")]);
}

/** On 0 and 1, as bool is kept in memory, `&` and `|` are what they are on bool. */
function fold({ op, value: { type } }: Accumulator, k: number): string {
  return `shared${k}[lane] = ${combine[op](`shared${k}[lane]`, `shared${k}[lane + half]`, memoryType(type))};`;
}

function results(accumulators: readonly Accumulator[]): string[] {
  return accumulators.map(
    ({ value }, k) => `a${k} = ${value.type === "bool" ? `shared${k}[0] != 0u` : `shared${k}[0]`};`,
  );
}
