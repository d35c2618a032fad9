/** `clamp`: values brought into an interval. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type NoParams, type Primitive, type Tangent } from "../core/primitive.ts";
import { binary } from "../ir/build.ts";
import { aval } from "../types/aval.ts";
import { and } from "./bitwise.ts";
import { gt, lt } from "./comparison.ts";
import {
  batchElementwise,
  checkKind,
  checkSameDType,
  commonShape,
  lowerElementwise,
  sumOfTangents,
} from "./elementwise.ts";
import { selectN } from "./selectN.ts";
import { alike } from "./shardRules.ts";

/** min(max(x, low), high); NaN if one is NaN. At the ends of the interval the derivative in x is 0. */
export const clamp: Primitive<[low: ArrayLike, x: ArrayLike, high: ArrayLike], NoParams, JaxArray> = definePrimitive<
  [low: ArrayLike, x: ArrayLike, high: ArrayLike]
>({
  name: "clamp",
  shard: alike,
  numbersLike: 1,
  shape(operands) {
    checkKind("clamp", operands, ["float", "int", "uint"]);
    checkSameDType("clamp", operands);
    return [
      aval(
        commonShape("clamp", operands),
        operands[1]!.dtype,
        operands.every((x) => x.weakType),
      ),
    ];
  },
  lower: (inputs, _, [out]) => [
    lowerElementwise(inputs, out!, ([low, x, high]) => binary("min", binary("max", x!, low!), high!)),
  ],
  jvp([low, x, high], [dLow, dx, dHigh]) {
    const out = clamp(low!, x!, high!);
    const where = (condition: () => JaxArray, d: Tangent): Tangent => d && selectN(condition(), 0, d);
    const terms: readonly Tangent[] = [
      where(() => and(gt(low!, x!), lt(low!, high!)), dLow!),
      where(() => and(gt(x!, low!), lt(x!, high!)), dx!),
      where(() => lt(high!, x!), dHigh!),
    ];
    return [[out], [terms.reduce((sum, term) => sumOfTangents(sum, term, out.shape))]];
  },
  batch: (operands, axes) => batchElementwise(clamp, operands, axes, {}),
});
