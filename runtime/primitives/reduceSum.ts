/** `reduceSum`: the sum over some axes. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { batchReduction, keptAxes, type ReduceParams, reducedAval, reduceOver } from "./reduction.ts";
import { folded } from "./shardRules.ts";

/** Sum over `axes`. f32[2,3], axes [0] → f32[3]. f32 sums are at least pairwise; integers wrap around. */
export const reduceSum: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceSum",
  shard: (operands, { axes }) => folded(axes, operands, "sum"),
  shape: ([x], { axes }) => [reducedAval("reduceSum", x!, axes, ["float", "int", "uint", "complex"])],
  lower: ([x], { axes }) => [reduceOver("add", x!, axes)],
  jvp: ([x], [dx], params) => [[reduceSum(x!, params)], [reduceSum(dx!, params)]],
  transpose([ct], [x], { axes }) {
    if (!isLinear(x!)) return [null];
    const { shape } = x.aval;
    return [broadcastInDim(ct!, { shape, broadcastDimensions: keptAxes(shape.length, axes) })];
  },
  batch: ([x], [b], params) => batchReduction(reduceSum, x!, b!, params),
});
