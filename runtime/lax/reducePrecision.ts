/** `jax.lax.reduce_precision`: floats rounded as if they had fewer bits. */
import { customJvp } from "../control/custom/customJvp.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";

const word = (n: number): JaxArray => scalar(n, "int32");
const exponentMask = 0x7f800000;
const signMask = -(2 ** 31);
const bias = 127;

/** What `reducePrecision` does to float32. */
function reduced(x: JaxArray, exponentBits: number, mantissaBits: number): JaxArray {
  let bits = primitives.bitcastConvertType(x, { newDtype: "int32" });
  if (mantissaBits < 23) {
    // to nearest, ties to the number whose last bit is 0
    const dropped = 23 - mantissaBits;
    const last = primitives.and(primitives.shiftRightLogical(bits, word(dropped)), word(1));
    const rounded = primitives.add(primitives.add(bits, last), word(2 ** (dropped - 1) - 1));
    bits = primitives.and(rounded, word(-(2 ** dropped)));
  }
  if (exponentBits < 8) {
    const own = 2 ** (exponentBits - 1) - 1;
    const exponent = primitives.and(bits, word(exponentMask));
    const sign = primitives.and(bits, word(signMask));
    const isSmall = primitives.le(exponent, word((bias - own) * 2 ** 23));
    const isLarge = primitives.gt(exponent, word((bias + own) * 2 ** 23));
    bits = primitives.selectN(isSmall, bits, sign);
    bits = primitives.selectN(isLarge, bits, primitives.or(sign, word(exponentMask)));
  }
  const result = primitives.bitcastConvertType(bits, { newDtype: "float32" });
  return primitives.selectN(primitives.ne(x, x), result, x);
}

const differentiable = customJvp(reduced, { nondiffArgnums: [1, 2] });
// rounding is left out of derivatives
differentiable.defjvp((exponentBits: number, mantissaBits: number, [x]: [JaxArray], [dx]: [JaxArray]) => [
  differentiable(x, exponentBits, mantissaBits),
  dx,
]);

/**
 * Floats rounded to what a format with fewer bits can hold; they keep their dtype. Numbers too small for it become 0, numbers too large
 * infinite. Derivatives are those of x itself, not rounded.
 *
 * @param operand float array
 * @param exponentBits bits of the exponent, ≥ 1; 5 in float16, 8 in bfloat16
 * @param mantissaBits bits of the fraction, ≥ 0; 10 in float16, 7 in bfloat16
 * @returns the rounded numbers, in the dtype of `operand`
 * @throws TypeError for other dtypes; RangeError for numbers of bits that are not whole, or too small
 * @example
 * assertEqual(lax.reducePrecision(jnp.array([1.01, 70000.5]), 5, 10), "[1.0097656       inf]");
 */
export function reducePrecision(operand: ArrayLike, exponentBits: number, mantissaBits: number): JaxArray {
  const x = asArray(operand);
  if (!isFloat(x.dtype)) throw new TypeError(`Cannot reduce the precision of ${printAval(x.aval)}: it must be a float`);
  if (!(Number.isInteger(exponentBits) && exponentBits >= 1))
    throw new RangeError(`Cannot round to ${exponentBits} bits of exponent: there must be a whole number ≥ 1`);
  if (!(Number.isInteger(mantissaBits) && mantissaBits >= 0))
    throw new RangeError(`Cannot round to ${mantissaBits} bits of fraction: there must be a whole number ≥ 0`);
  const single = primitives.convertElementType(x, { newDtype: "float32", weakType: false });
  const result = differentiable(single, exponentBits, mantissaBits) as JaxArray;
  return primitives.convertElementType(result, { newDtype: x.dtype, weakType: false });
}
