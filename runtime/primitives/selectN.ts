/** `selectN`: each element from one of several arrays. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive, type Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { binary, constant, select } from "../ir/build.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { alignBatches, checkSameDType, commonShape, lowerElementwise } from "./elementwise.ts";
import { alike } from "./shardRules.ts";
import { sumTo } from "./sumTo.ts";

/**
 * The element of `cases[which]`: of two cases the first for false, the second for true; with an i32 `which`, of the case with
 * that number, the nearest one if there is none. bool[3], f32[3], f32[3] → f32[3].
 */
export const selectN: Primitive<[which: JaxArray, ...cases: ArrayLike[]]> = definePrimitive<
  [which: JaxArray, ...cases: ArrayLike[]]
>({
  name: "selectN",
  shard: alike,
  numbersLike: 1,
  shape([which, ...cases]) {
    const wish = `Cannot select by ${printAval(which!)} from ${cases.map((a) => printAval(a)).join(", ")}`;
    if (cases.length === 0) throw new TypeError(`${wish}: there must be at least one case`);
    if (which!.dtype !== "int32" && !(which!.dtype === "bool" && cases.length <= 2)) {
      throw new TypeError(`${wish}: choose by bool between two cases, or by int32 between several`);
    }
    checkSameDType("select from", cases);
    const shape = commonShape("select", [which!, ...cases]);
    return [
      aval(
        shape,
        cases[0]!.dtype,
        cases.every((x) => x.weakType),
      ),
    ];
  },
  lower: (inputs, _, [out]) => [
    lowerElementwise(inputs, out!, ([which, ...cases]) => {
      let result = cases[0]!;
      for (let n = 1; n < cases.length; n++) {
        const reached = which!.type === "bool" ? which! : binary("ge", which!, constant("i32", n));
        result = select(reached, cases[n]!, result);
      }
      return result;
    }),
  ],
  jvp([which, ...cases], [, ...tangents]) {
    const out = selectN(which!, ...cases);
    return [[out], [selectN(which!, ...tangents.map((dx) => orZeros(dx, out.aval)))]];
  },
  transpose([ct], [which, ...cases]) {
    return [
      null,
      ...cases.map((operand, n): Tangent => {
        if (!isLinear(operand)) return null;
        const zeros = scalar(0, ct!.dtype);
        return sumTo(selectN(which as JaxArray, ...cases.map((_, k) => (k === n ? ct! : zeros))), operand.aval.shape);
      }),
    ];
  },
  batch(operands, axes) {
    const [[which, ...cases], axis] = alignBatches(operands, axes);
    return [[selectN(which!, ...cases)], [axis]];
  },
});

function orZeros(tangent: Tangent, out: Aval): JaxArray {
  return broadcastTo(tangent ?? scalar(0, out.dtype), out.shape);
}
