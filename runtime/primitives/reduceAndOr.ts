/** `reduceAnd` and `reduceOr`: all and any over some axes; on integers, bit by bit. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { batchReduction, type ReduceParams, reducedAval, reduceOver } from "./reduction.ts";
import { folded } from "./shardRules.ts";

/** Whether all elements over `axes` hold; true of none. bool[2,3], axes [0] → bool[3]. */
export const reduceAnd: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceAnd",
  shard: (operands, { axes }) => folded(axes, operands),
  shape: ([x], { axes }) => [reducedAval("reduceAnd", x!, axes, ["bool", "int", "uint"])],
  lower: ([x], { axes }) => [reduceOver("and", x!, axes)],
  batch: ([x], [b], params) => batchReduction(reduceAnd, x!, b!, params),
});

/** Whether some element over `axes` holds; false of none. bool[2,3], axes [0] → bool[3]. */
export const reduceOr: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceOr",
  shard: (operands, { axes }) => folded(axes, operands),
  shape: ([x], { axes }) => [reducedAval("reduceOr", x!, axes, ["bool", "int", "uint"])],
  lower: ([x], { axes }) => [reduceOver("or", x!, axes)],
  batch: ([x], [b], params) => batchReduction(reduceOr, x!, b!, params),
});
