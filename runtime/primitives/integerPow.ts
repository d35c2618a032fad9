/** `integerPow`: a power with one whole exponent, by repeated multiplication. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { aval, printAval } from "../types/aval.ts";
import { isInexact } from "../types/dtype.ts";
import { mul } from "./arithmetic.ts";
import { integerPowComplex } from "./complexFunctions.ts";
import { partsOf } from "./complexParts.ts";
import { checkKind, lowerElementwise } from "./elementwise.ts";
import { alike } from "./shardRules.ts";

export type IntegerPowParams = {
  /** The exponent, a whole number; ≥ 0 for integer arrays. */
  readonly y: number;
};

/** xʸ; exact at 0, where x⁰ is 1. */
export const integerPow: Primitive<[x: ArrayLike], IntegerPowParams, JaxArray> = definePrimitive<
  [x: ArrayLike],
  IntegerPowParams
>({
  name: "integerPow",
  shard: alike,
  shape([x], { y }) {
    checkKind("integerPow", [x!], ["float", "int", "uint", "complex"]);
    if (!Number.isInteger(y))
      throw new RangeError(`Cannot raise ${printAval(x!)} to ${y}: integerPow takes whole exponents, use pow`);
    if (y < 0 && !isInexact(x!.dtype)) {
      throw new TypeError(
        `Cannot raise ${printAval(x!)} to ${y}: integers have no negative powers; convert with x.astype("float32")`,
      );
    }
    return [aval(x!.shape, x!.dtype, x!.weakType)];
  },
  lower: (inputs, { y }, [out]) => [lowerElementwise(inputs, out!, ([x]) => power(x!, y))],
  parts: ([x], { y }) => [integerPowComplex(partsOf(x!), y)],
  jvp([x], [dx], { y }) {
    const slope = y === 0 ? null : y === 1 ? dx! : mul(dx!, mul(y, integerPow(x!, { y: y - 1 })));
    return [[integerPow(x!, { y })], [slope]];
  },
  batch: ([x], axes, params) => [[integerPow(x!, params)], axes],
});

/** Square and multiply; negative powers are reciprocals. */
function power(x: Expr, y: number): Expr {
  let result: Expr | undefined;
  let square = x;
  for (let left = Math.abs(y); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? binary("mul", result, square) : square;
    if (left > 1) square = binary("mul", square, square);
  }
  const one = constant(x.type, 1);
  if (!result) return one;
  return y < 0 ? binary("div", one, result) : result;
}
