/** `pow`: a power with an exponent per element. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type NoParams, type Primitive } from "../core/primitive.ts";
import { convert, math } from "../ir/build.ts";
import { aval, printAval } from "../types/aval.ts";
import { dtypes, isInexact } from "../types/dtype.ts";
import { mul, sub } from "./arithmetic.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { eq } from "./comparison.ts";
import { powComplex } from "./complexFunctions.ts";
import { partsOf, withoutImaginary } from "./complexParts.ts";
import { convertElementType } from "./convertElementType.ts";
import { batchElementwise, checkKind, commonShape, lowerElementwise, sumOfTangents } from "./elementwise.ts";
import { log } from "./exponential.ts";
import { selectN } from "./selectN.ts";
import { alike } from "./shardRules.ts";

/** xʸ for a float x and a float or int y; x⁰ is 1 for every x, and a negative x with a broken y gives NaN. */
export const pow: Primitive<[x: ArrayLike, y: ArrayLike], NoParams, JaxArray> = definePrimitive<
  [x: ArrayLike, y: ArrayLike]
>({
  name: "pow",
  shard: alike,
  shape([x, y]) {
    checkKind("pow", [x!], ["float", "complex"]);
    if (y!.dtype !== x!.dtype && !["int", "uint"].includes(dtypes[y!.dtype].kind)) {
      throw new TypeError(
        `Cannot pow ${printAval(x!)} and ${printAval(y!)}: the exponent must be ${x!.dtype} or an integer`,
      );
    }
    return [aval(commonShape("pow", [x!, y!]), x!.dtype, x!.weakType && y!.weakType)];
  },
  lower: (inputs, _, [out]) => [lowerElementwise(inputs, out!, ([x, y]) => math("pow", x!, convert("f32", y!)))],
  parts: ([x, y]) => [
    powComplex(
      partsOf(x!),
      "re" in y! ? y : withoutImaginary(convertElementType(y!, { newDtype: "float32", weakType: false })),
    ),
  ],
  jvp([x, y], [dx, dy]) {
    const out = pow(x!, y!);
    const fromX = dx ? mul(dx, slopeInBase(x!, y!)) : null;
    const fromY = dy ? mul(dy, mul(log(oneForZero(x!)), out)) : null;
    return [[out], [sumOfTangents(fromX, fromY, out.shape)]];
  },
  batch: (operands, axes) => batchElementwise(pow, operands, axes, {}),
});

/** y · xʸ⁻¹; with an integer exponent it is 0 for y = 0 even at x = 0. */
function slopeInBase(x: JaxArray, y: JaxArray): JaxArray {
  if (isInexact(y.dtype)) return mul(y, pow(x, sub(y, 1)));
  const exponent = convertElementType(y, { newDtype: x.dtype, weakType: false });
  const slope = mul(oneForZero(exponent), pow(x, sub(exponent, 1)));
  return selectN(broadcastTo(eq(y, 0), slope.shape), slope, 0);
}

/** x with ones in the place of zeros: log gives 0 there, as the limit of xʸ log x wants. */
function oneForZero(x: JaxArray): JaxArray {
  return selectN(eq(x, 0), x, 1);
}
