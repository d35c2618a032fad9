/** `reduceWindowSum`, `reduceWindowMax`, `reduceWindowMin`: one number for each place of a window that goes over an array. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Keep, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { constant } from "../ir/build.ts";
import { identityOf } from "../ir/identityOf.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { type Reduction, reduction, type Tensor } from "../ir/tensor.ts";
import { type Aval, aval } from "../types/aval.ts";
import type { DTypeInfo } from "../types/dtype.ts";
import { dilatedSize } from "./convShapes.ts";
import { checkKind } from "./elementwise.ts";
import { pad } from "./pad.ts";
import { selectAndGather } from "./selectAndGather.ts";
import { slice } from "./slice.ts";
import {
  batchWindows,
  indexInWindow,
  unwindowed,
  type WindowParams,
  windowPlaces,
  withinPadding,
} from "./windowShapes.ts";

type ReduceWindow = Primitive<[x: ArrayLike], WindowParams, JaxArray>;

/** Sum over each window. f32[4], windowDimensions [2], windowStrides [2] → f32[2]. */
export const reduceWindowSum: ReduceWindow = definePrimitive({
  name: "reduceWindowSum",
  shard: unwindowed,
  shape: ([x], params) => [windowAval("reduceWindowSum", x!, params, ["float", "int", "uint", "complex"])],
  lower: ([x], params, [out], keep) => [overWindows("add", x!, params, out!.shape, keep)],
  jvp: ([x], [dx], params) => [[reduceWindowSum(x!, params)], [reduceWindowSum(dx!, params)]],
  transpose: ([ct], [x], params) => [isLinear(x!) ? spreadOverWindows(ct!, x.aval, params) : null],
  batch: ([x], [b], params) => batchOver(reduceWindowSum, x!, b!, params),
});

/** Largest element of each window; NaN if there is one. f32[4], windowDimensions [2], windowStrides [2] → f32[2]. */
export const reduceWindowMax: ReduceWindow = definePrimitive({
  name: "reduceWindowMax",
  shard: unwindowed,
  shape: ([x], params) => [windowAval("reduceWindowMax", x!, params, ["float", "int", "uint", "bool"])],
  lower: ([x], params, [out], keep) => [overWindows(x!.type === "bool" ? "or" : "max", x!, params, out!.shape, keep)],
  jvp: ([x], [dx], params) => [[reduceWindowMax(x!, params)], [selectAndGather(dx!, x!, { ...params, select: "max" })]],
  batch: ([x], [b], params) => batchOver(reduceWindowMax, x!, b!, params),
});

/** Smallest element of each window; NaN if there is one. f32[4], windowDimensions [2], windowStrides [2] → f32[2]. */
export const reduceWindowMin: ReduceWindow = definePrimitive({
  name: "reduceWindowMin",
  shard: unwindowed,
  shape: ([x], params) => [windowAval("reduceWindowMin", x!, params, ["float", "int", "uint", "bool"])],
  lower: ([x], params, [out], keep) => [overWindows(x!.type === "bool" ? "and" : "min", x!, params, out!.shape, keep)],
  jvp: ([x], [dx], params) => [[reduceWindowMin(x!, params)], [selectAndGather(dx!, x!, { ...params, select: "min" })]],
  batch: ([x], [b], params) => batchOver(reduceWindowMin, x!, b!, params),
});

function windowAval(name: string, x: Aval, params: WindowParams, kinds: readonly DTypeInfo["kind"][]): Aval {
  checkKind(name, [x], kinds);
  return aval(windowPlaces(name, x, params), x.dtype, x.weakType);
}

/** A fold over the window; axes of size one have no loop. */
export function overWindows(
  op: ReduceOp,
  x: Tensor,
  params: WindowParams,
  places: readonly number[],
  keep: Keep,
): Reduction | Tensor {
  const within = withinPadding(x, constant(x.type, identityOf(op, x.type)), params);
  const padded = within === x ? x : keep(within);
  return reduction(op, places, x.type, params.windowDimensions, (place, inside) =>
    padded.at(indexInWindow(place, inside, params)),
  );
}

function batchOver(primitive: ReduceWindow, x: JaxArray, b: number, params: WindowParams) {
  const { rows, inner } = batchWindows([x], [b], params);
  return [[primitive(rows[0]!, inner)], [0]] as const;
}

/** Each element's sum over the windows it is in: the cotangent, spread out by the strides, summed over windows. */
function spreadOverWindows(ct: JaxArray, x: Aval, params: WindowParams): JaxArray {
  const { windowDimensions, windowStrides, baseDilation, windowDilation, padding } = params;
  const widths = padding.map(([low], axis) => {
    const window = dilatedSize(windowDimensions[axis]!, windowDilation[axis]!);
    const size = dilatedSize(x.shape[axis]!, baseDilation[axis]!);
    const before = window - low - 1;
    const spread = dilatedSize(ct.shape[axis]!, windowStrides[axis]!);
    return [before, size + window - 1 - spread - before, windowStrides[axis]! - 1] as const;
  });
  const ones = x.shape.map(() => 1);
  const sums = reduceWindowSum(pad(ct, scalar(0, ct.dtype), { paddingConfig: widths }), {
    windowDimensions,
    windowStrides: ones,
    padding: x.shape.map(() => [0, 0] as const),
    baseDilation: ones,
    windowDilation,
  });
  if (baseDilation.every((step) => step === 1)) return sums;
  return slice(sums, { startIndices: x.shape.map(() => 0), limitIndices: sums.shape, strides: baseDilation });
}
