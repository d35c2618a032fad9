/** `addAny`: the sum of two tangents or cotangents of one value. It is `add` under the name that tells where it comes from. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type NoParams, type Primitive } from "../core/primitive.ts";
import { binary } from "../ir/build.ts";
import { aval, printAval } from "../types/aval.ts";
import { sameShape } from "../types/shape.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { lowerElementwise } from "./elementwise.ts";
import { moveAxis } from "./moveAxis.ts";
import { alike } from "./shardRules.ts";

/** x + y for two arrays of one shape and dtype. */
export const addAny: Primitive<[x: JaxArray, y: JaxArray], NoParams, JaxArray> = definePrimitive<
  [x: JaxArray, y: JaxArray]
>({
  name: "addAny",
  shard: alike,
  shape([x, y]) {
    if (x!.dtype !== y!.dtype || !sameShape(x!.shape, y!.shape)) {
      throw new TypeError(
        `Cannot add tangents ${printAval(x!)} and ${printAval(y!)}: they belong to one value and must be alike`,
      );
    }
    return [aval(x!.shape, x!.dtype, x!.weakType && y!.weakType)];
  },
  lower: (inputs, _, [out]) => [lowerElementwise(inputs, out!, ([x, y]) => binary("add", x!, y!))],
  jvp([x, y], [dx, dy]) {
    return [[addAny(x!, y!)], [dx && dy ? addAny(dx, dy) : (dx ?? dy!)]];
  },
  transpose: ([ct], operands) => operands.map((operand) => (isLinear(operand) ? ct! : null)),
  batch([x, y], [bx, by], _, { size }) {
    return [[addAny(inFront(x!, bx!, size), inFront(y!, by!, size))], [0]];
  },
});

/** The batch axis in front; both operands get one, because their shapes must be the same. */
function inFront(x: JaxArray, axis: number | null, size: number): JaxArray {
  if (axis !== null) return moveAxis(x, axis, 0);
  return broadcastInDim(x, { shape: [size, ...x.shape], broadcastDimensions: x.shape.map((_, k) => k + 1) });
}
