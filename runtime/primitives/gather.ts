/** `gather`: elements at places that are computed. Its transpose adds each element where it came from. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { type AxisLabel, whole } from "../core/shardRule.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { clamp } from "./clamp.ts";
import { iota } from "./iota.ts";
import { moveAxis } from "./moveAxis.ts";
import { scatterReduce } from "./scatterReduce.ts";

export type GatherParams = {
  /** The axis of the operand that each array of indices is for; increasing. */
  readonly axes: readonly number[];
};

/**
 * out[s, rest] = x[index₀[s], index₁[s], … at `axes`, rest elsewhere]. Indices are i32 of one shape; those outside the array mean its
 * nearest element. f32[5,3], i32[2], axes [0] → f32[2,3].
 */
export const gather: Primitive<[x: JaxArray, ...indices: JaxArray[]], GatherParams> = definePrimitive({
  name: "gather",
  shard([x, ...indices], { axes }) {
    const own = x!.shape.map((_, axis): AxisLabel => (axes.includes(axis) ? whole : axis));
    const places = indices[0]!.shape.map((_, axis) => `place ${axis}`);
    return {
      operands: [own, ...indices.map(() => places)],
      results: [[...places, ...own.filter((label) => label !== whole)]],
    };
  },
  shape([x, ...indices], { axes }) {
    const wish = `Cannot gather from ${printAval(x!)} by ${indices.map((a) => printAval(a)).join(", ")} along axes [${axes}]`;
    if (indices.length !== axes.length || indices.length === 0)
      throw new TypeError(`${wish}: give one array of indices for each axis`);
    for (const [k, axis] of axes.entries()) {
      if (!(axis in x!.shape) || (k > 0 && axis <= axes[k - 1]!))
        throw new RangeError(`${wish}: axes must be those of the array, increasing`);
      if (x!.shape[axis] === 0) throw new TypeError(`${wish}: axis ${axis} has no element`);
    }
    const first = indices[0]!;
    if (indices.some((a) => a.dtype !== "int32" || a.shape.join() !== first.shape.join())) {
      throw new TypeError(`${wish}: indices must be int32 and of one shape`);
    }
    const rest = x!.shape.filter((_, axis) => !axes.includes(axis));
    return [aval([...first.shape, ...rest], x!.dtype, x!.weakType)];
  },
  lower([x, ...indices], { axes }, [out]) {
    const rank = indices[0]!.shape.length;
    return [
      tensor(out!.shape, x!.type, (index) => {
        const place = index.slice(0, rank);
        let next = rank;
        const source = x!.shape.map((size, axis): Expr => {
          const k = axes.indexOf(axis);
          if (k < 0) return index[next++]!;
          const inside = binary("max", indices[k]!.at(place), constant("i32", 0));
          return binary("min", inside, constant("i32", size - 1));
        });
        return x!.at(source);
      }),
    ];
  },
  jvp: ([x, ...indices], [dx], params) => [
    [gather(x!, ...indices, params)],
    [dx ? gather(dx, ...indices, params) : null],
  ],
  transpose([ct], [x, ...indices], { axes }) {
    if (!isLinear(x!)) return [null, ...indices.map(() => null)];
    const places = indices.map((a, k) => within(a as JaxArray, x.aval.shape[axes[k]!]!));
    const cotangent = scatterReduce("add", ct!, places, axes, x.aval.shape);
    return [cotangent, ...indices.map(() => null)];
  },
  batch([x, ...indices], [bx, ...bi], { axes }) {
    if (bi.every((b) => b === null)) {
      const inner = axes.map((axis) => (axis < bx! ? axis : axis + 1));
      const before = bx! - inner.filter((axis) => axis < bx!).length;
      return [[gather(x!, ...indices, { axes: inner })], [indices[0]!.ndim + before]];
    }
    const first = bi.findIndex((b) => b !== null);
    const n = indices[first]!.shape[bi[first]!]!;
    const fronted = indices.map((a, k) => inFront(a, bi[k]!, n));
    if (bx === null) return [[gather(x!, ...fronted, { axes })], [0]];
    const shape = fronted[0]!.shape;
    const row = iota({ dtype: "int32", shape, dimension: 0 });
    const moved = moveAxis(x!, bx!, 0);
    return [[gather(moved, row, ...fronted, { axes: [0, ...axes.map((axis) => axis + 1)] })], [0]];
  },
});

function inFront(x: JaxArray, b: number | null, n: number): JaxArray {
  if (b !== null) return moveAxis(x, b, 0);
  return broadcastInDim(x, { shape: [n, ...x.shape], broadcastDimensions: x.shape.map((_, axis) => axis + 1) });
}

function within(index: JaxArray, size: number): JaxArray {
  return clamp(scalar(0, "int32"), index, scalar(size - 1, "int32"));
}
