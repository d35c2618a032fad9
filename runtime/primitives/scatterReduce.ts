/** `scatterReduce`: values sent to places of an array; where several meet they are folded. Made of other primitives. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { type DType, integerRange, isFloat } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { add, mul } from "./arithmetic.ts";
import { and } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { eq, ge, lt } from "./comparison.ts";
import { iota } from "./iota.ts";
import { reduceMax, reduceMin } from "./reduceMaxMin.ts";
import { reduceProd } from "./reduceProd.ts";
import { reduceSum } from "./reduceSum.ts";
import { reshape } from "./reshape.ts";
import { selectN } from "./selectN.ts";
import { transpose } from "./transpose.ts";

/** How values that meet are folded. */
export type ScatterOp = "add" | "mul" | "max" | "min";

const folds = { add: reduceSum, mul: reduceProd, max: reduceMax, min: reduceMin } as const;

/** What a place has that no value goes to. */
export function neutralOf(op: ScatterOp, dtype: DType): number {
  if (op === "add") return 0;
  if (op === "mul") return 1;
  const [low, high] = isFloat(dtype) ? [-Infinity, Infinity] : integerRange(dtype);
  return op === "max" ? low : high;
}

/** The number of each place among the indexed axes, row-major, and whether all indices are inside. Both of the shape of the indices. */
function placeNumbers(indices: readonly JaxArray[], sizes: Shape): readonly [place: JaxArray, inside: JaxArray] {
  let place = scalar(0, "int32") as JaxArray;
  let inside = scalar(true, "bool") as JaxArray;
  for (const [k, index] of indices.entries()) {
    place = add(mul(place, sizes[k]!), index);
    inside = and(inside, and(ge(index, 0), lt(index, sizes[k]!)));
  }
  return [place, inside];
}

/** bool[n,p]: whether value number n goes to place number p. */
export function goesTo(indices: readonly JaxArray[], sizes: Shape): JaxArray {
  const [place, inside] = placeNumbers(indices, sizes);
  const [n, p] = [sizeOf(indices[0]!.shape), sizeOf(sizes)];
  const column = (x: JaxArray) =>
    broadcastInDim(reshape(x, { newSizes: [n] }), { shape: [n, p], broadcastDimensions: [0] });
  return and(eq(column(place), iota({ dtype: "int32", shape: [n, p], dimension: 1 })), column(inside));
}

/**
 * An array of `shape` whose element at `axes` = indices[s] is the fold of values[s, rest] over all s that go there, else the neutral
 * element. Indices outside are left out. Every place looks at every value: fine for small arrays, and right on every backend.
 *
 * @param values f32[s…, rest…]: the axes of the indices, then the other axes of `shape`
 * @param indices one i32[s…] for each of `axes`
 */
export function scatterReduce(
  op: ScatterOp,
  values: JaxArray,
  indices: readonly JaxArray[],
  axes: readonly number[],
  shape: Shape,
): JaxArray {
  const sizes = axes.map((axis) => shape[axis]!);
  const rest = shape.filter((_, axis) => !axes.includes(axis));
  const [n, p, r] = [sizeOf(indices[0]!.shape), sizeOf(sizes), sizeOf(rest)];
  const whole: Shape = [n, p, r];
  const mask = broadcastInDim(goesTo(indices, sizes), { shape: whole, broadcastDimensions: [0, 1] });
  const spread = broadcastInDim(reshape(values, { newSizes: [n, r] }), { shape: whole, broadcastDimensions: [0, 2] });
  const folded = folds[op](selectN(mask, scalar(neutralOf(op, values.dtype), values.dtype), spread), { axes: [0] });
  return inOrder(folded, axes, shape);
}

/** From [places, rest] to the axes of `shape`. */
export function inOrder(x: JaxArray, axes: readonly number[], shape: Shape): JaxArray {
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const apart = reshape(x, { newSizes: [...axes, ...others].map((axis) => shape[axis]!) });
  const order = [...axes, ...others];
  const permutation = shape.map((_, axis) => order.indexOf(axis));
  return permutation.every((axis, k) => axis === k) ? apart : transpose(apart, { permutation });
}
