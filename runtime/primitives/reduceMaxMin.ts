/** `reduceMax` and `reduceMin`: the largest and the smallest element over some axes; NaN wins over everything. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { type ComplexParts, definePrimitive, type Primitive, type Tangent } from "../core/primitive.ts";
import { type DTypeInfo, isComplex } from "../types/dtype.ts";
import { div, mul } from "./arithmetic.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { eq } from "./comparison.ts";
import { partsOf } from "./complexParts.ts";
import { convertElementType } from "./convertElementType.ts";
import { reduceSum } from "./reduceSum.ts";
import { batchReduction, keptAxes, type ReduceParams, reducedAval, reduceOver } from "./reduction.ts";
import { selectN } from "./selectN.ts";
import { folded } from "./shardRules.ts";

const ordered: readonly DTypeInfo["kind"][] = ["float", "int", "uint", "bool", "complex"];

/** Largest element over `axes`; −∞, or the smallest integer, of no elements. f32[2,3], axes [0] → f32[3]. */
export const reduceMax: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceMax",
  shard: (operands, { axes }) => folded(axes, operands, isComplex(operands[0]!.dtype) ? undefined : "max"),
  shape: ([x], { axes }) => [reducedAval("reduceMax", x!, axes, ordered)],
  lower: ([x], { axes }) => [reduceOver(x!.type === "bool" ? "or" : "max", x!, axes)],
  parts: ([x], params) => [extreme(reduceMax, -Infinity, partsOf(x!), params)],
  jvp([x], [dx], params) {
    const y = reduceMax(x!, params);
    return [[y], [meanOverTies(dx!, x!, y, params)]];
  },
  batch: ([x], [b], params) => batchReduction(reduceMax, x!, b!, params),
});

/** Smallest element over `axes`; ∞, or the largest integer, of no elements. f32[2,3], axes [0] → f32[3]. */
export const reduceMin: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceMin",
  shard: (operands, { axes }) => folded(axes, operands, isComplex(operands[0]!.dtype) ? undefined : "min"),
  shape: ([x], { axes }) => [reducedAval("reduceMin", x!, axes, ordered)],
  lower: ([x], { axes }) => [reduceOver(x!.type === "bool" ? "and" : "min", x!, axes)],
  parts: ([x], params) => [extreme(reduceMin, Infinity, partsOf(x!), params)],
  jvp([x], [dx], params) {
    const y = reduceMin(x!, params);
    return [[y], [meanOverTies(dx!, x!, y, params)]];
  },
  batch: ([x], [b], params) => batchReduction(reduceMin, x!, b!, params),
});

/** Complex numbers by their real parts; of those with the extreme one, by their imaginary parts. */
function extreme(fold: typeof reduceMax, none: number, { re, im }: ComplexParts, params: ReduceParams): ComplexParts {
  const best = fold(re, params);
  const spread = broadcastInDim(best, { shape: re.shape, broadcastDimensions: keptAxes(re.ndim, params.axes) });
  return { re: best, im: fold(selectN(eq(re, spread), none, im), params) };
}

/** The tangents at the places where the extreme value stands, averaged: a tie shares the derivative evenly. */
function meanOverTies(dx: JaxArray, x: JaxArray, y: JaxArray, { axes }: ReduceParams): Tangent {
  const spread = broadcastInDim(y, { shape: x.shape, broadcastDimensions: keptAxes(x.ndim, axes) });
  const chosen = convertElementType(eq(x, spread), { newDtype: dx.dtype, weakType: false });
  return div(reduceSum(mul(dx, chosen), { axes }), reduceSum(chosen, { axes }));
}
