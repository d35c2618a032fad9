/**
 * `selectAndGather` and `selectAndScatter`: the derivative of the largest (smallest) element of each window and its transpose. The
 * first of equal elements is chosen, as XLA does.
 */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Keep, type Primitive } from "../core/primitive.ts";
import { binary, constant, select, unary } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { flatIndex, unflatIndex } from "../ir/flatIndex.ts";
import { identityOf } from "../ir/identityOf.ts";
import { reduction, type Tensor, tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import { checkSameDType } from "./elementwise.ts";
import { paddedTensor } from "./pad.ts";
import { overWindows } from "./reduceWindow.ts";
import { batchWindows, indexInWindow, unwindowed, type WindowParams, widthsOf, windowPlaces } from "./windowShapes.ts";

export type SelectParams = WindowParams & { readonly select: "max" | "min" };

/** For each window the tangent at the place of the operand's chosen element. f32[4], f32[4], windows of 2, strides 2 → f32[2]. */
export const selectAndGather: Primitive<[tangent: ArrayLike, operand: ArrayLike], SelectParams, JaxArray> =
  definePrimitive<[x: ArrayLike, operand: ArrayLike], SelectParams>({
    name: "selectAndGather",
    shard: unwindowed,
    shape([tangent, operand], params) {
      checkSameDType("selectAndGather", [tangent!, operand!]);
      return [aval(windowPlaces("selectAndGather", operand!, params), tangent!.dtype)];
    },
    lower([tangent, operand], params, [out], keep) {
      const chosen = chosenPlaces(operand!, params, out!, keep);
      const zero = constant(tangent!.type, 0);
      const padded = paddedTensor(tangent!, zero, widthsOf(params));
      const count = sizeOf(params.windowDimensions);
      return [
        tensor(out!.shape, tangent!.type, (place) => {
          if (sizeOf(operand!.shape) === 0) return zero;
          const number = binary("min", chosen.at(place), constant("i32", count - 1));
          const found = binary("lt", chosen.at(place), constant("i32", count));
          const inside = unflatIndex(number, params.windowDimensions);
          return select(found, padded.at(indexInWindow(place, inside, params)), zero);
        }),
      ];
    },
    // The chosen places do not move: only the tangent has a derivative.
    jvp: ([tangent, operand], [dt], params) => [
      [selectAndGather(tangent!, operand!, params)],
      [dt ? selectAndGather(dt, operand!, params) : null],
    ],
    transpose: ([ct], [tangent, operand], params) => [
      isLinear(tangent!) ? selectAndScatter(ct!, operand as JaxArray, params) : null,
      null,
    ],
    batch(operands, axes, params) {
      const { rows, inner } = batchWindows(operands, axes, params);
      return [[selectAndGather(rows[0]!, rows[1]!, { ...inner, select: params.select })], [0]];
    },
  });

/** For each element of the operand the sum of the source over the windows that chose it. f32[2], f32[4], windows of 2, strides 2 → f32[4]. */
export const selectAndScatter: Primitive<[source: ArrayLike, operand: ArrayLike], SelectParams, JaxArray> =
  definePrimitive<[x: ArrayLike, operand: ArrayLike], SelectParams>({
    name: "selectAndScatter",
    shard: unwindowed,
    shape([source, operand], params) {
      checkSameDType("selectAndScatter", [source!, operand!]);
      const places = windowPlaces("selectAndScatter", operand!, params);
      if (!sameShape(places, source!.shape)) {
        throw new TypeError(
          `Cannot selectAndScatter ${printAval(source!)} to ${printAval(operand!)}: there are [${places}] windows`,
        );
      }
      return [aval(operand!.shape, source!.dtype)];
    },
    lower([source, operand], params, _, keep) {
      const chosen = chosenPlaces(operand!, params, { shape: source!.shape }, keep);
      const zero = constant(source!.type, 0);
      const { windowDimensions, shape } = { ...params, shape: operand!.shape };
      return [
        reduction("add", shape, source!.type, windowDimensions, (index, inside) => {
          if (sizeOf(source!.shape) === 0) return zero;
          const { place, exists } = windowOf(index, inside, params, source!.shape);
          const isChosen = binary("eq", chosen.at(place), flatIndex(inside, windowDimensions));
          return select(binary("and", exists, isChosen), source!.at(place), zero);
        }),
      ];
    },
    jvp: ([source, operand], [ds], params) => [
      [selectAndScatter(source!, operand!, params)],
      [ds ? selectAndScatter(ds, operand!, params) : null],
    ],
    transpose: ([ct], [source, operand], params) => [
      isLinear(source!) ? selectAndGather(ct!, operand as JaxArray, params) : null,
      null,
    ],
    batch(operands, axes, params) {
      const { rows, inner } = batchWindows(operands, axes, params);
      return [[selectAndScatter(rows[0]!, rows[1]!, { ...inner, select: params.select })], [0]];
    },
  });

/** i32 at each window: which of its elements, counted row by row, is the first extreme one; their number if none is. */
function chosenPlaces(operand: Tensor, params: SelectParams, out: Pick<Aval, "shape">, keep: Keep): Tensor {
  const { windowDimensions } = params;
  const { type } = operand;
  const none = constant("i32", sizeOf(windowDimensions));
  const extreme = keep(overWindows(params.select, operand, params, out.shape, keep));
  const neutral = constant(type, identityOf(params.select, type));
  const padded = paddedTensor(operand, neutral, widthsOf(params));
  const real = paddedTensor(
    tensor(operand.shape, "bool", () => constant("bool", true)),
    constant("bool", false),
    widthsOf(params),
  );
  return keep(
    reduction("min", out.shape, "i32", windowDimensions, (place, inside) => {
      const at = indexInWindow(place, inside, params);
      const [x, best] = [padded.at(at), extreme.at(place)];
      let isBest = binary("eq", x, best);
      if (type === "f32") isBest = binary("or", isBest, unary("not", binary("eq", x, x)));
      return select(binary("and", real.at(at), isBest), flatIndex(inside, windowDimensions), none);
    }),
  );
}

/** The window in which an element of the operand is element `inside`, kept in range, and whether there is one. */
function windowOf(
  index: readonly Expr[],
  inside: readonly Expr[],
  { padding, baseDilation, windowDilation, windowStrides }: WindowParams,
  places: readonly number[],
): { place: Expr[]; exists: Expr } {
  let exists: Expr = constant("bool", true);
  const place = index.map((i, axis) => {
    const low = constant("i32", padding[axis]![0]);
    const spread = binary("add", binary("mul", i, constant("i32", baseDilation[axis]!)), low);
    const start = binary("sub", spread, binary("mul", inside[axis]!, constant("i32", windowDilation[axis]!)));
    const stride = windowStrides[axis]!;
    const last = constant("i32", (places[axis]! - 1) * stride);
    const clamped = binary("min", binary("max", start, constant("i32", 0)), last);
    exists = binary("and", exists, binary("eq", start, clamped));
    const remainder = binary("rem", clamped, constant("i32", stride));
    exists = binary("and", exists, binary("eq", remainder, constant("i32", 0)));
    return binary("div", clamped, constant("i32", stride));
  });
  return { place, exists };
}
