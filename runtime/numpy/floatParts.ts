/** The parts of a float: `signbit copysign frexp ldexp modf spacing`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { align } from "./broadcast.ts";
import { nextafter } from "./nextafter.ts";
import { floatOne, floatPair, one } from "./operands.ts";
import { lift } from "./promote.ts";

const bitsOf = (x: JaxArray) => lax.bitcastConvertType(x, { newDtype: "int32" });
const floatOf = (x: JaxArray) => lax.bitcastConvertType(x, { newDtype: "float32" });
const int = (n: number) => scalar(n, "int32");

/**
 * Whether the sign is negative: also of −0.
 *
 * @param x array or number
 * @returns bool, of the shape of `x`
 * @example
 * assertEqual(jnp.signbit(jnp.array([-1.5, -0, 2])), "[ True  True False]");
 */
export function signbit(x: ArrayLike): JaxArray {
  const a = one("take the sign of", x);
  if (isFloat(a.dtype)) return lax.lt(bitsOf(inDType(a, "float32")), 0);
  return a.dtype === "bool" ? lax.ne(a, a) : lax.lt(a, 0);
}

/**
 * x1 with the sign of x2.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the results, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.copysign(3, -0.5), "-3.0");
 */
export function copysign(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = floatPair("give the sign to", x1, x2);
  const size = lax.abs(a);
  return lax.selectN(signbit(b), size, lax.neg(size));
}

/**
 * Mantissa and exponent: x = mantissa · 2^exponent, with ½ ≤ |mantissa| < 1.
 *
 * @param x array or number
 * @returns [mantissas f32 (or in the dtype of a float `x`), exponents i32]; 0, ∞ and NaN are their own mantissas, with exponent 0
 * @example
 * const [m, e] = jnp.frexp(jnp.array([8, 0.75]));
 * assertEqual(m, "[0.5  0.75]");
 * assertEqual(e, "[4 0]");
 */
export function frexp(x: ArrayLike): [mantissa: JaxArray, exponent: JaxArray] {
  const own = floatOne("take apart", x);
  const given = inDType(own, "float32");
  const isSubnormal = lax.lt(lax.abs(given), 2 ** -126);
  const a = lax.selectN(isSubnormal, given, lax.mul(given, 2 ** 24));
  const bits = bitsOf(a);
  const exponent = lax.sub(lax.and(lax.shiftRightLogical(bits, int(23)), int(255)), int(126));
  const mantissa = floatOf(lax.or(lax.and(bits, int(-2139095041)), int(126 * 2 ** 23)));
  const isOwn = lax.or(lax.eq(given, 0), lax.not(lax.isFinite(given)));
  const moved = lax.selectN(isSubnormal, exponent, lax.sub(exponent, int(24)));
  return [inDType(lax.selectN(isOwn, mantissa, given), own.dtype), lax.selectN(isOwn, moved, int(0))];
}

/**
 * x1 · 2^x2.
 *
 * @param x1 array or number
 * @param x2 integers: array or number, of a shape that broadcasts with `x1`
 * @returns the results, float32
 * @throws TypeError when the shapes do not broadcast, or for exponents that are not integers
 * @example
 * assertEqual(jnp.ldexp(0.75, 3), "6.0");
 */
export function ldexp(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const exponents = lift("scale by a power of two", x2);
  if (isFloat(exponents.dtype))
    throw new TypeError(`Cannot scale by 2 to the power ${printAval(exponents.aval)}: the exponents must be integers`);
  const [x, given] = align("scale", [floatOne("scale", x1), inDType(exponents, "int32")]) as [JaxArray, JaxArray];
  const a = inDType(x, "float32");
  const n = lax.clamp(int(-300), given, int(300));
  // three exact factors: none is out of range, and at most the last one rounds
  const third = lax.div(n, int(3));
  const power = (k: JaxArray) => floatOf(lax.shiftLeft(lax.add(k, int(127)), int(23)));
  const once = lax.mul(a, power(third));
  return inDType(lax.mul(lax.mul(once, power(third)), power(lax.sub(n, lax.mul(third, int(2))))), x.dtype);
}

/**
 * Fraction and whole part, both with the sign of x.
 *
 * @param x array or number
 * @returns [fractions, whole parts], float32; the fraction of ∞ is NaN
 * @example
 * const [fraction, whole] = jnp.modf(-2.75);
 * assertEqual([Number(fraction), Number(whole)], [-0.75, -2]);
 */
export function modf(x: ArrayLike): [fraction: JaxArray, whole: JaxArray] {
  const a = floatOne("take the fraction of", x);
  const whole = lax.selectN(lax.ge(a, 0), lax.ceil(a), lax.floor(a));
  return [lax.sub(a, whole), whole];
}

/**
 * The distance from x to the next float of its dtype away from 0, with the sign of x. As in NumPy, for float16 to the next larger one.
 *
 * @param x array or number
 * @returns the distances, in the dtype of a float `x`, else float32; NaN for ∞ and NaN
 * @example
 * assertAllClose(jnp.spacing(1), 2 ** -23);
 */
export function spacing(x: ArrayLike): JaxArray {
  const a = floatOne("take the spacing of", x);
  if (a.dtype === "float16") return lax.sub(nextafter(a, Number.POSITIVE_INFINITY), a);
  const size = lax.abs(a);
  const word = a.dtype === "float32" ? "int32" : "int16";
  const bits = lax.bitcastConvertType(size, { newDtype: word });
  const next = lax.bitcastConvertType(lax.add(bits, 1), { newDtype: a.dtype });
  const distance = lax.selectN(lax.isFinite(a), Number.NaN, lax.sub(next, size));
  return lax.selectN(signbit(a), distance, lax.neg(distance));
}
