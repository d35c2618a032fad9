/** `scatterReduce`: values sent to places of an array; where several meet they are folded. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { add, mul } from "./arithmetic.ts";
import { and } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { eq, ge, lt } from "./comparison.ts";
import { foldByPlace, neutralOf, type ScatterOp } from "./foldByPlace.ts";
import { iota } from "./iota.ts";
import { reduceMax, reduceMin } from "./reduceMaxMin.ts";
import { reduceProd } from "./reduceProd.ts";
import { reduceSum } from "./reduceSum.ts";
import { reshape } from "./reshape.ts";
import { selectN } from "./selectN.ts";
import { transpose } from "./transpose.ts";

const folds = { add: reduceSum, mul: reduceProd, max: reduceMax, min: reduceMin } as const;

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

/** So much work is done faster by looking at all than by putting in order. */
const fewSteps = 2 ** 18;

/**
 * An array of `shape` whose element at `axes` = indices[s] is the fold of values[s, rest] over all s that go there, else the neutral
 * element. Indices outside are left out. In small arrays every place looks at every value; in large ones values are put in order.
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
  const rows = reshape(values, { newSizes: [n, r] });
  const [place, inside] = placeNumbers(indices, sizes);
  const flat = (x: JaxArray) => reshape(x, { newSizes: [n] });
  const isSmall = n <= 64 || p <= 4 || n * p * r <= fewSteps;
  const folded = isSmall
    ? foldAll(op, rows, flat(place), flat(inside), p)
    : foldByPlace(rows, flat(selectN(inside, scalar(-1, "int32"), place)), { op, size: p });
  return inOrder(folded, axes, shape);
}

/** i32[places]: the number of the last of the values that go to each place; negative where none does. */
export function lastByPlace(indices: readonly JaxArray[], sizes: Shape): JaxArray {
  const first = indices[0]!;
  const number = reshape(iota({ dtype: "int32", shape: [first.size], dimension: 0 }), { newSizes: first.shape });
  const last = scatterReduce("max", number, indices, [...sizes.keys()], sizes);
  return reshape(last, { newSizes: [sizeOf(sizes)] });
}

/** Every place looks at every value. f32[n,r], i32[n], bool[n] → f32[p,r]. */
function foldAll(op: ScatterOp, rows: JaxArray, place: JaxArray, inside: JaxArray, p: number): JaxArray {
  const [n, r] = rows.shape as [number, number];
  const column = (x: JaxArray) => broadcastInDim(x, { shape: [n, p], broadcastDimensions: [0] });
  const goes = and(eq(column(place), iota({ dtype: "int32", shape: [n, p], dimension: 1 })), column(inside));
  const whole: Shape = [n, p, r];
  const mask = broadcastInDim(goes, { shape: whole, broadcastDimensions: [0, 1] });
  const spread = broadcastInDim(rows, { shape: whole, broadcastDimensions: [0, 2] });
  return folds[op](selectN(mask, scalar(neutralOf(op, rows.dtype), rows.dtype), spread), { axes: [0] });
}

/** From [places, rest] to the axes of `shape`. */
export function inOrder(x: JaxArray, axes: readonly number[], shape: Shape): JaxArray {
  const others = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const apart = reshape(x, { newSizes: [...axes, ...others].map((axis) => shape[axis]!) });
  const order = [...axes, ...others];
  const permutation = shape.map((_, axis) => order.indexOf(axis));
  return permutation.every((axis, k) => axis === k) ? apart : transpose(apart, { permutation });
}
