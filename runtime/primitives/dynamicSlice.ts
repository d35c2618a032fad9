/** `dynamicSlice` and `dynamicUpdateSlice`: a box of fixed size at a place that is computed, read and written. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Linear, type NoParams, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { binary, constant, select } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { add, sub } from "./arithmetic.ts";
import { and } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { clamp } from "./clamp.ts";
import { ge, lt } from "./comparison.ts";
import { gather } from "./gather.ts";
import { iota } from "./iota.ts";
import { moveAxis } from "./moveAxis.ts";
import { selectN } from "./selectN.ts";
import { alikeBut } from "./shardRules.ts";

export type DynamicSliceParams = {
  /** Size of the box along each axis. */
  readonly sliceSizes: readonly number[];
};

function checkStarts(wish: string, x: Aval, starts: readonly Aval[], sizes: Shape): void {
  if (starts.length !== x.shape.length || sizes.length !== x.shape.length)
    throw new TypeError(`${wish}: give one start and one size for each of the ${x.shape.length} axes`);
  if (starts.some((s) => s.shape.length > 0 || s.dtype !== "int32"))
    throw new TypeError(`${wish}: starts must be i32[], got ${starts.map((s) => printAval(s)).join(", ")}`);
  const axis = sizes.findIndex((n, k) => !(Number.isInteger(n) && n >= 0 && n <= x.shape[k]!));
  if (axis >= 0)
    throw new RangeError(
      `${wish}: the box must fit, but axis ${axis} has size ${x.shape[axis]}, and the box ${sizes[axis]}`,
    );
}

/** A start brought so far inside that the box fits. */
function within(start: Expr, size: number, box: number): Expr {
  return binary("min", binary("max", start, constant("i32", 0)), constant("i32", size - box));
}

/**
 * The box of `sliceSizes` that begins at the starts, i32[] each; starts are brought so far inside that it fits. A load at an offset.
 * f32[5], i32[], sizes [2] → f32[2].
 */
export const dynamicSlice: Primitive<[x: JaxArray, ...starts: ArrayLike[]], DynamicSliceParams, JaxArray> =
  definePrimitive({
    name: "dynamicSlice",
    shard(operands, { sliceSizes }, results) {
      const { shape } = operands[0]!;
      const cut = shape.flatMap((size, axis) => (sliceSizes[axis] === size ? [] : [axis]));
      return { ...alikeBut(cut, operands, results), local: (_, [result]) => ({ sliceSizes: result! }) };
    },
    shape([x, ...starts], { sliceSizes }) {
      checkStarts(`Cannot slice a box of [${sliceSizes}] from ${printAval(x!)}`, x!, starts, sliceSizes);
      return [aval(sliceSizes, x!.dtype, x!.weakType)];
    },
    lower([x, ...starts], { sliceSizes }, [out]) {
      return [
        tensor(out!.shape, x!.type, (index) =>
          x!.at(
            index.map((i, axis) => binary("add", i, within(starts[axis]!.at([]), x!.shape[axis]!, sliceSizes[axis]!))),
          ),
        ),
      ];
    },
    jvp: ([x, ...starts], [dx], params) => [
      [dynamicSlice(x!, ...starts, params)],
      [dx ? dynamicSlice(dx, ...starts, params) : null],
    ],
    transpose([ct], [x, ...starts]) {
      if (!isLinear(x!)) return [null, ...starts.map(() => null)];
      const zeros = broadcastInDim(scalar(0, x.aval.dtype), { shape: x.aval.shape, broadcastDimensions: [] });
      return [dynamicUpdateSlice(zeros, ct!, ...(starts as JaxArray[])), ...starts.map(() => null)];
    },
    batch([x, ...starts], [bx, ...bs], { sliceSizes }) {
      if (bs.every((b) => b === null)) {
        const put = <T>(list: readonly T[], value: T) => [...list.slice(0, bx!), value, ...list.slice(bx!)];
        const sizes = put(sliceSizes, x!.shape[bx!]!);
        return [[dynamicSlice(x!, ...put(starts as JaxArray[], scalar(0, "int32")), { sliceSizes: sizes })], [bx!]];
      }
      const first = bs.findIndex((b) => b !== null);
      const n = starts[first]!.shape[0]!;
      const rows =
        bx === null
          ? broadcastInDim(x!, { shape: [n, ...x!.shape], broadcastDimensions: x!.shape.map((_, k) => k + 1) })
          : moveAxis(x!, bx!, 0);
      const shape = [n, ...sliceSizes];
      const indices = rows.shape.map((_, axis) => {
        const along = iota({ dtype: "int32", shape, dimension: axis });
        return axis === 0
          ? along
          : add(along, startOf(starts[axis - 1]!, rows.shape[axis]!, sliceSizes[axis - 1]!, shape));
      });
      return [[gather(rows, ...indices, { axes: rows.shape.map((_, axis) => axis) })], [0]];
    },
  });

/** A start, batched or not, brought inside and spread over a shape whose first axis is the batch. */
function startOf(start: JaxArray, size: number, box: number, shape: Shape): JaxArray {
  const inside = clamp(scalar(0, "int32"), start, scalar(size - box, "int32"));
  return broadcastInDim(inside, { shape, broadcastDimensions: start.ndim === 0 ? [] : [0] });
}

/**
 * A copy of an array in which the box that begins at the starts is replaced by an update; starts are brought so far inside that it fits.
 * f32[5], f32[2], i32[] → f32[5].
 */
export const dynamicUpdateSlice: Primitive<
  [x: JaxArray, update: JaxArray, ...starts: ArrayLike[]],
  NoParams,
  JaxArray
> = definePrimitive({
  name: "dynamicUpdateSlice",
  shard(operands, _, results) {
    const [x, update] = operands;
    const cut = x!.shape.flatMap((size, axis) => (update!.shape[axis] === size ? [] : [axis]));
    return alikeBut(cut, operands, results);
  },
  shape([x, update, ...starts]) {
    const wish = `Cannot write a box ${printAval(update!)} into ${printAval(x!)}`;
    if (x!.dtype !== update!.dtype)
      throw new TypeError(`${wish}: the dtypes must be equal; convert one with x.astype(dtype)`);
    checkStarts(wish, x!, starts, update!.shape);
    return [aval(x!.shape, x!.dtype, x!.weakType && update!.weakType)];
  },
  lower([x, update, ...starts], _, [out]) {
    if (update!.shape.includes(0)) return [tensor(out!.shape, x!.type, (index) => x!.at(index))];
    return [tensor(out!.shape, x!.type, (index) => written(x!, update!, starts, index))];
  },
  jvp([x, update, ...starts], [dx, du]) {
    const out = dynamicUpdateSlice(x!, update!, ...starts);
    if (!dx && !du) return [[out], [null]];
    const zeros = (a: JaxArray) => broadcastInDim(scalar(0, a.dtype), { shape: a.shape, broadcastDimensions: [] });
    return [[out], [dynamicUpdateSlice(dx ?? zeros(x!), du ?? zeros(update!), ...starts)]];
  },
  transpose([ct], [x, update, ...starts]) {
    const places = starts as JaxArray[];
    const sliceSizes = shapeOf(update!);
    const zeros = broadcastInDim(scalar(0, ct!.dtype), { shape: sliceSizes, broadcastDimensions: [] });
    return [
      isLinear(x!) ? dynamicUpdateSlice(ct!, zeros, ...places) : null,
      isLinear(update!) ? dynamicSlice(ct!, ...places, { sliceSizes }) : null,
      ...starts.map(() => null),
    ];
  },
  batch([x, update, ...starts], [bx, bu, ...bs]) {
    const all = [x!, update!, ...starts];
    const axes = [bx!, bu!, ...bs];
    const first = axes.findIndex((b) => b !== null);
    const n = all[first]!.shape[axes[first]!]!;
    const inFront = (a: JaxArray, b: number | null) =>
      b === null
        ? broadcastInDim(a, { shape: [n, ...a.shape], broadcastDimensions: a.shape.map((_, k) => k + 1) })
        : moveAxis(a, b, 0);
    const [rows, boxes] = [inFront(x!, bx!), inFront(update!, bu!)];
    if (bs.every((b) => b === null))
      return [[dynamicUpdateSlice(rows, boxes, scalar(0, "int32"), ...(starts as JaxArray[]))], [0]];
    return [[writtenEach(rows, boxes, starts as JaxArray[])], [0]];
  },
});

function shapeOf(x: JaxArray | Linear): Shape {
  return x.aval.shape;
}

function written(x: Tensor, update: Tensor, starts: readonly Tensor[], index: readonly Expr[]): Expr {
  let inside: Expr = constant("bool", true);
  const source = index.map((i, axis) => {
    const box = update.shape[axis]!;
    const place = binary("sub", i, within(starts[axis]!.at([]), x.shape[axis]!, box));
    const isIn = binary("and", binary("ge", place, constant("i32", 0)), binary("lt", place, constant("i32", box)));
    inside = binary("and", inside, isIn);
    return binary("min", binary("max", place, constant("i32", 0)), constant("i32", box - 1));
  });
  return select(inside, update.at(source), x.at(index));
}

/** Every row of a batch with a place of its own: each element looks whether it is in the box. */
function writtenEach(rows: JaxArray, boxes: JaxArray, starts: readonly JaxArray[]): JaxArray {
  const { shape } = rows;
  if (boxes.shape.includes(0)) return rows;
  let inside = broadcastInDim(scalar(true, "bool"), { shape, broadcastDimensions: [] });
  const indices = shape.map((size, axis) => {
    const along = iota({ dtype: "int32", shape, dimension: axis });
    if (axis === 0) return along;
    const box = boxes.shape[axis]!;
    const start = startOf(starts[axis - 1]!, size, box, shape);
    const place = sub(along, start);
    inside = and(inside, and(ge(place, 0), lt(place, box)));
    return place;
  });
  const found = gather(boxes, ...indices, { axes: shape.map((_, axis) => axis) });
  return selectN(inside, rows, found);
}
