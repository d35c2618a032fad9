/** `reshape`: the same elements in row-major order under another shape. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { type AxisLabel, type AxisRule, whole } from "../core/shardRule.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { moveAxis } from "./moveAxis.ts";

export type ReshapeParams = { readonly newSizes: Shape };

/** f32[2,6], newSizes [3,4] → f32[3,4]. */
export const reshape: Primitive<[x: ArrayLike], ReshapeParams, JaxArray> = definePrimitive({
  name: "reshape",
  shard: ([x], { newSizes }) => ({
    ...outermostOf(x!.shape, newSizes),
    local: (_, [result]) => ({ newSizes: result! }),
  }),
  shape([x], { newSizes }) {
    if (!newSizes.every((n) => Number.isInteger(n) && n >= 0)) {
      throw new RangeError(`Cannot reshape ${printAval(x!)} to [${newSizes}]: sizes must be whole numbers ≥ 0`);
    }
    if (sizeOf(newSizes) !== sizeOf(x!.shape)) {
      throw new TypeError(
        `Cannot reshape ${printAval(x!)} to [${newSizes}]: it has ${sizeOf(x!.shape)} elements, the new shape has ${sizeOf(newSizes)}`,
      );
    }
    return [aval(newSizes, x!.dtype, x!.weakType)];
  },
  lower([x], { newSizes }) {
    const groups = groupAxes(x!.shape, newSizes);
    return [tensor(newSizes, x!.type, (index) => x!.at(sourceIndex(groups, x!.shape, newSizes, index)))];
  },
  jvp: ([x], [dx], params) => [[reshape(x!, params)], [reshape(dx!, params)]],
  transpose: ([ct], [x]) => [isLinear(x!) ? reshape(ct!, { newSizes: x.aval.shape }) : null],
  batch([x], [b], { newSizes }) {
    const front = moveAxis(x!, b!, 0);
    return [[reshape(front, { newSizes: [front.shape[0]!, ...newSizes] })], [0]];
  },
});

/** Runs of axes `[from0, from1) ↔ [to0, to1)` of equal size: an index is taken apart only within its run. */
type Group = readonly [from0: number, from1: number, to0: number, to1: number];

function groupAxes(from: Shape, to: Shape): Group[] {
  if (sizeOf(from) === 0) return [[0, from.length, 0, to.length]];
  const groups: Group[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const [i0, j0] = [i, j];
    let left = i < from.length ? from[i++]! : 1;
    let right = j < to.length ? to[j++]! : 1;
    while (left !== right) {
      if (left < right) left *= from[i++]!;
      else right *= to[j++]!;
    }
    groups.push([i0, i, j0, j]);
  }
  return groups;
}

/** Of each run the outermost axes of either side: what is cut there stays in one piece. */
function outermostOf(from: Shape, to: Shape): AxisRule {
  const operand: AxisLabel[] = from.map(() => whole);
  const result: AxisLabel[] = to.map(() => whole);
  groupAxes(from, to).forEach(([from0, from1, to0, to1], run) => {
    const [i, j] = [firstLonger(from, from0, from1), firstLonger(to, to0, to1)];
    if (i < from1 && j < to1) operand[i] = result[j] = run;
  });
  return { operands: [operand], results: [result] };
}

/** The first axis of a run that has several places. */
function firstLonger(shape: Shape, start: number, end: number): number {
  let axis = start;
  while (axis < end && shape[axis] === 1) axis++;
  return axis;
}

function sourceIndex(groups: readonly Group[], from: Shape, to: Shape, index: readonly Expr[]): Expr[] {
  const source: Expr[] = [];
  for (const [from0, from1, to0, to1] of groups) {
    if (from1 - from0 === 1 && to1 - to0 === 1) {
      source.push(index[to0]!);
      continue;
    }
    let flat: Expr = constant("i32", 0);
    for (let axis = to0; axis < to1; axis++) {
      flat = binary("add", binary("mul", flat, constant("i32", to[axis]!)), index[axis]!);
    }
    const parts: Expr[] = [];
    for (let axis = from1 - 1; axis >= from0; axis--) {
      const size = constant("i32", Math.max(from[axis]!, 1));
      parts.unshift(axis === from0 ? flat : binary("rem", flat, size));
      flat = binary("div", flat, size);
    }
    source.push(...parts);
  }
  return source;
}
