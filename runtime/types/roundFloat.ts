/** Rounding of numbers on the host to what a float dtype can hold: to nearest, ties to even, too large ones to infinity. */
import type { DType } from "./dtype.ts";

/** Bits of the fraction, and the exponent of the smallest normal number. */
interface FloatFormat {
  readonly fractionBits: number;
  readonly leastExponent: number;
  readonly largest: number;
}

const formats: Partial<Readonly<Record<DType, FloatFormat>>> = {
  float16: { fractionBits: 10, leastExponent: -14, largest: 65504 },
  bfloat16: { fractionBits: 7, leastExponent: -126, largest: 2 ** 127 * (2 - 2 ** -7) },
};

/** The number of a float dtype nearest to `x`. 16-bit formats round what float32 holds, as a conversion on the device does. */
export function roundFloat(x: number, dtype: DType): number {
  const single = Math.fround(x);
  const format = formats[dtype];
  if (!format || single === 0 || !Number.isFinite(single)) return single;
  const exponent = Math.max(exponentOf(single), format.leastExponent);
  const unit = 2 ** (exponent - format.fractionBits);
  const rounded = roundEven(single / unit) * unit;
  return Math.abs(rounded) > format.largest ? Math.sign(rounded) * Number.POSITIVE_INFINITY : rounded;
}

/** The exponent of the leading bit: 2^e ≤ |x| < 2^(e+1). */
function exponentOf(x: number): number {
  const guess = Math.floor(Math.log2(Math.abs(x)));
  if (2 ** guess > Math.abs(x)) return guess - 1;
  return 2 ** (guess + 1) <= Math.abs(x) ? guess + 1 : guess;
}

/** Nearest whole number; exact for |x| < 2^52. Keeps the sign of zero. */
function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest > 0.5 ? floor + 1 : x < 0 && floor + rest === 0 ? -0 : rest === 0 ? x : floor;
  return floor % 2 === 0 ? floor : floor + 1 === 0 ? -0 : floor + 1;
}
