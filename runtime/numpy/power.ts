/** Powers: `power pow floatPower`. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { isInexact, isInteger } from "../types/dtype.ts";
import { align } from "./broadcast.ts";
import { floatPair, numericOne } from "./operands.ts";
import { lift, operand, promoteNumeric } from "./promote.ts";

/**
 * xʸ, element by element; x⁰ is 1. A whole number or whole scalar array as exponent is done by repeated multiplication.
 *
 * @param x1 bases: array or number
 * @param x2 exponents: array or number, of a shape that broadcasts with `x1`
 * @returns the powers, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for a negative whole exponent of an integer array
 * @example
 * assertEqual(jnp.power(jnp.array([1.5, 2]), 2), "[2.25 4.  ]");
 * assertAllClose(jnp.power(2, jnp.array([0.5, 3])), [Math.SQRT2, 8]);
 */
export function power(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const exponent = wholeNumber(operand("raise", x2));
  if (exponent !== undefined) return lax.integerPow(numericOne("raise", x1), { y: exponent });
  const [x, y] = align("raise", promoteNumeric("raise", x1, x2)) as [JaxArray, JaxArray];
  if (!isInexact(x.dtype)) return wholePower(x, y);
  // an integer exponent stays one: then the derivative at base 0 exists
  const [base, given] = align("raise", [lift("raise", x1), lift("raise", x2)]) as [JaxArray, JaxArray];
  return isInexact(base.dtype) && isInteger(given.dtype) ? lax.pow(base, given) : lax.pow(x, y);
}

/** The exponent as a number, if it is known now and whole. */
function wholeNumber(y: ArrayLike): number | undefined {
  if (typeof y === "boolean") return Number(y);
  if (typeof y === "number") return Number.isInteger(y) ? y : undefined;
  const known = y instanceof DeviceArray && y.ndim === 0 && isInteger(y.dtype);
  return known ? Number(y.item()) : undefined;
}

/** Integer bases and exponents: six rounds of squaring reach every exponent that does not overflow. */
function wholePower(base: JaxArray, exponent: JaxArray): JaxArray {
  const zeroPower = lax.and(lax.eq(base, 0), lax.ne(exponent, 0));
  const number = (value: number) => scalar(value, base.dtype, base.weakType && exponent.weakType);
  let result = lax.selectN(zeroPower, number(1), number(0));
  let [x, y] = [base, exponent];
  for (let round = 0; round < 6; round++) {
    const odd = lax.ne(lax.and(y, 1), 0);
    result = lax.selectN(odd, result, lax.mul(result, x));
    x = lax.mul(x, x);
    y = lax.shiftRightLogical(y, 1);
  }
  return result;
}

/**
 * The same as `power`, by its short name.
 *
 * @param x1 bases: array or number
 * @param x2 exponents: array or number, of a shape that broadcasts with `x1`
 * @returns the powers, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for a negative whole exponent of an integer array
 * @example
 * assertEqual(jnp.pow(2, 3), "8");
 */
export function pow(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return power(x1, x2);
}

/**
 * xʸ, element by element, always as floats.
 *
 * @param x bases: array or number
 * @param y exponents: array or number, of a shape that broadcasts with `x`
 * @returns the powers, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.floatPower(2, -1), "0.5");
 */
export function floatPower(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.pow(...floatPair("raise", x, y));
}
