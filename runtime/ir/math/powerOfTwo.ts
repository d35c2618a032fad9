/** Powers of two from whole numbers held as f32, by writing the exponent field. */
import type { Expr } from "../expr.ts";
import { add, bits, floatOf, mul, sar, shl, sub } from "./arithmetic.ts";

/** 1.5·2²³: adding it to a small whole number leaves that number in the low bits. */
const shifter = 12582912;
const shifterBits = 0x4b400000;
const oneBits = 0x3f800000;

/** The i32 of a whole f32 between −2²¹ and 2²¹; anything for NaN. One addition, where a saturating conversion takes many. */
export function wholeToInt(n: Expr): Expr {
  return sub(bits(add(n, shifter)), shifterBits);
}

/** 2ⁿ for a whole f32 n, −126 ≤ n ≤ 127. */
export function powerOfTwo(n: Expr): Expr {
  // The shift drops all bits of the shifter itself.
  return floatOf(add(shl(bits(add(n, shifter)), 23), oneBits));
}

/**
 * x · 2ⁿ for a whole f32 n, −252 ≤ n ≤ 254, in two steps so that the result may overflow or become subnormal. A subnormal result
 * is rounded once more.
 */
export function scaleByPowerOfTwo(x: Expr, n: Expr): Expr {
  const whole = wholeToInt(n);
  const half = sar(whole, 1);
  const rest = sub(whole, half);
  const power = (k: Expr): Expr => floatOf(add(shl(k, 23), oneBits));
  return mul(mul(x, power(half)), power(rest));
}
