/** `reducePrecision`: floats rounded as if they had fewer bits. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { binary, bitcast, constant, select } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { aval, printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { lowerElementwise } from "./elementwise.ts";
import { alike } from "./shardRules.ts";

export type ReducePrecisionParams = { readonly exponentBits: number; readonly mantissaBits: number };

/** As XLA does, derivatives are rounded like values. */
export const reducePrecision: Primitive<[x: JaxArray], ReducePrecisionParams, JaxArray> = definePrimitive<
  [x: JaxArray],
  ReducePrecisionParams
>({
  name: "reducePrecision",
  shard: alike,
  shape([x], { exponentBits, mantissaBits }) {
    if (!isFloat(x!.dtype)) throw new TypeError(`Cannot reduce the precision of ${printAval(x!)}: it must be a float`);
    if (!(Number.isInteger(exponentBits) && exponentBits >= 1))
      throw new RangeError(`Cannot round to ${exponentBits} bits of exponent: there must be a whole number ≥ 1`);
    if (!(Number.isInteger(mantissaBits) && mantissaBits >= 0))
      throw new RangeError(`Cannot round to ${mantissaBits} bits of fraction: there must be a whole number ≥ 0`);
    return [aval(x!.shape, x!.dtype, x!.weakType)];
  },
  lower: (inputs, params, [out]) => [lowerElementwise(inputs, out!, ([x]) => reduced(x!, params))],
  jvp: ([x], [dx], params) => [[reducePrecision(x!, params)], [reducePrecision(dx!, params)]],
  transpose: ([ct], _, params) => [ct ? reducePrecision(ct, params) : null],
  batch: ([x], axes, params) => [[reducePrecision(x!, params)], axes],
});

const i32 = (n: number): Expr => constant("i32", n);
const exponentMask = 0x7f800000;
const bias = 127;

function reduced(x: Expr, { exponentBits, mantissaBits }: ReducePrecisionParams): Expr {
  const given = bitcast("i32", x);
  const sign = binary("and", given, i32(-(2 ** 31)));
  let bits = given;
  if (mantissaBits < 23) {
    // to nearest, ties to the number whose last bit is 0
    const dropped = 23 - mantissaBits;
    const last = binary("and", binary("shrLogical", given, i32(dropped)), i32(1));
    const half = binary("add", last, i32(2 ** (dropped - 1) - 1));
    bits = binary("and", binary("add", given, half), i32(-(2 ** dropped)));
  }
  if (exponentBits < 8) {
    const own = 2 ** (exponentBits - 1) - 1;
    const exponent = binary("and", bits, i32(exponentMask));
    const isSmall = binary("le", exponent, i32((bias - own) * 2 ** 23));
    const isLarge = binary("gt", exponent, i32((bias + own) * 2 ** 23));
    const infinite = binary("or", sign, i32(exponentMask));
    bits = select(isLarge, infinite, select(isSmall, sign, bits));
  }
  return select(binary("ne", x, x), x, bitcast("f32", bits));
}
