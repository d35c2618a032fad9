/** `broadcastInDim`: an array repeated along new axes and along axes of size 1. Its transpose is a sum over them. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { constant } from "../ir/build.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { moveAxis } from "./moveAxis.ts";
import { reduceSum } from "./reduceSum.ts";
import { reshape } from "./reshape.ts";
import { fromAxes } from "./shardRules.ts";

export type BroadcastInDimParams = {
  /** Shape of the result. */
  readonly shape: Shape;
  /** For each axis of the operand its axis in the result, increasing. */
  readonly broadcastDimensions: readonly number[];
};

/** Axis k of the operand becomes axis `broadcastDimensions[k]` of `shape`; it has that size, or 1 and is repeated. f32[3] → f32[2,3]. */
export const broadcastInDim: Primitive<[x: ArrayLike], BroadcastInDimParams, JaxArray> = definePrimitive({
  name: "broadcastInDim",
  shard: ([x], { shape, broadcastDimensions }) => ({
    ...fromAxes(
      shape.map((size, axis) => {
        const k = broadcastDimensions.indexOf(axis);
        return k >= 0 && x!.shape[k] === size ? k : null;
      }),
      [x!],
    ),
    local: (params, [result]) => ({ ...params, shape: result! }),
  }),
  shape([x], { shape, broadcastDimensions: axes }) {
    const wish = `Cannot broadcast ${printAval(x!)} to [${shape}] along axes [${axes}]`;
    if (axes.length !== x!.shape.length) {
      throw new TypeError(
        `${wish}: broadcastDimensions must name one axis of the result for each of the ${x!.shape.length} axes`,
      );
    }
    axes.forEach((axis, k) => {
      if (!(Number.isInteger(axis) && axis >= 0 && axis < shape.length)) {
        throw new RangeError(`${wish}: axis ${axis} is outside 0 … ${shape.length - 1}`);
      }
      if (k > 0 && axis <= axes[k - 1]!) throw new TypeError(`${wish}: broadcastDimensions must increase`);
      const size = x!.shape[k]!;
      if (size !== 1 && size !== shape[axis]) {
        throw new TypeError(`${wish}: axis ${k} must have size 1 or ${shape[axis]}, got ${size}`);
      }
    });
    return [aval(shape, x!.dtype, x!.weakType)];
  },
  lower([x], { shape, broadcastDimensions }) {
    const zero = constant("i32", 0);
    return [
      tensor(shape, x!.type, (index) =>
        x!.at(broadcastDimensions.map((axis, k) => (x!.shape[k] === 1 ? zero : index[axis]!))),
      ),
    ];
  },
  jvp: ([x], [dx], params) => [[broadcastInDim(x!, params)], [broadcastInDim(dx!, params)]],
  transpose([ct], [x], { shape, broadcastDimensions }) {
    if (!isLinear(x!)) return [null];
    const repeated = shape.flatMap((size, axis) => {
      const k = broadcastDimensions.indexOf(axis);
      return k < 0 || (x.aval.shape[k] === 1 && size !== 1) ? [axis] : [];
    });
    const sum = repeated.length ? reduceSum(ct!, { axes: repeated }) : ct!;
    return [sum.ndim === x.aval.shape.length ? sum : reshape(sum, { newSizes: x.aval.shape })];
  },
  batch([x], [b], { shape, broadcastDimensions }) {
    const moved = moveAxis(x!, b!, 0);
    const axes = [0, ...broadcastDimensions.map((axis) => axis + 1)];
    return [[broadcastInDim(moved, { shape: [moved.shape[0]!, ...shape], broadcastDimensions: axes })], [0]];
  },
  printParams: ({ broadcastDimensions }) => (broadcastDimensions.length > 0 ? { broadcastDimensions } : {}),
});
