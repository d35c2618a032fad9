/**
 * Decimal digits of float32 and float16 numbers, as NumPy chooses them: the shortest that read back to the same float, cut to a given
 * precision by rounding the exact value, ties to even.
 */
import type { DType } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";

/** `significant` without its trailing zeros, and the power of ten of its first digit: 0.0125 is `{ significant: "125", exponent: -2 }`. */
export interface Digits {
  readonly significant: string;
  readonly exponent: number;
}

/** Digits of |x| for a finite `x` of a float dtype, at most `maxSignificant` of them. Zero is `{ significant: "0", exponent: 0 }`. */
export function digitsOf(x: number, dtype: DType, maxSignificant: number = 9): Digits {
  const size = Math.abs(x);
  if (size === 0 || maxSignificant < 1) return { significant: "0", exponent: 0 };
  const shortest = shortestDigits(size, dtype);
  if (shortest.significant.length <= maxSignificant) return shortest;
  return parse(roundTiesToEven(size, maxSignificant - 1));
}

/** The fewest digits that read back to the same float; 9 always do. */
function shortestDigits(size: number, dtype: DType): Digits {
  for (let fraction = 0; fraction < 8; fraction++) {
    if (roundFloat(Number(size.toExponential(fraction)), dtype) === size) return parse(roundTiesToEven(size, fraction));
    const above = nextAbove(size, fraction);
    if (roundFloat(Number(above), dtype) === size) return parse(above);
  }
  return parse(size.toExponential(8));
}

/**
 * The decimal above the nearest. Below a power of two floats are twice as dense as above it, so the nearest decimal
 * may read back to the neighbour below while this one, further away, reads back to `size`.
 */
function nextAbove(size: number, fraction: number): string {
  const [mantissa, exponent] = size.toExponential(fraction).split("e") as [string, string];
  return `${Number(mantissa.replace(".", "")) + 1}e${Number(exponent) - fraction}`;
}

/** `toExponential` rounds ties away from zero; a tie is seen in the exact expansion. */
function roundTiesToEven(size: number, fraction: number): string {
  const exact = size.toExponential(100);
  const end = exact.indexOf("e");
  const cut = fraction === 0 ? 1 : fraction + 2;
  const up = size.toExponential(fraction);
  if (!/^\.?50*$/.test(exact.slice(cut, end))) return up;
  const even = Number(exact[cut - 1]) % 2 === 0;
  return even ? exact.slice(0, cut) + exact.slice(end) : up;
}

function parse(text: string): Digits {
  const [mantissa, exponent] = text.split("e") as [string, string];
  const [whole, fraction = ""] = mantissa.split(".") as [string, string?];
  return { significant: (whole + fraction).replace(/0+$/, "") || "0", exponent: Number(exponent) + whole.length - 1 };
}

/** `12.5` as `["12", "5"]`: the digits before and after the point, the second possibly empty; at most `precision` after it. */
export function positional(x: number, dtype: DType, precision: number): [whole: string, fraction: string] {
  const { significant, exponent } = digitsOf(x, dtype, digitsOf(x, dtype).exponent + 1 + precision);
  if (exponent < 0) return ["0", "0".repeat(-exponent - 1) + significant];
  const padded = significant.padEnd(exponent + 1, "0");
  return [padded.slice(0, exponent + 1), padded.slice(exponent + 1)];
}

/** `0.00125` as `["1", "25", "e-03"]`; at most `precision` digits after the point. */
export function scientific(
  x: number,
  dtype: DType,
  precision: number,
): [whole: string, fraction: string, power: string] {
  const { significant, exponent } = digitsOf(x, dtype, precision + 1);
  return [significant[0]!, significant.slice(1), power(exponent)];
}

/** `1.000000015e-01`: the shortest digits, or more from the exact value where they are fewer than `fraction` after the point. */
export function scientificFilled(x: number, dtype: DType, fraction: number): string {
  const shortest = digitsOf(x, dtype, fraction + 1);
  const { significant, exponent } =
    shortest.significant.length > fraction ? shortest : parse(roundTiesToEven(Math.abs(x), fraction));
  return `${significant[0]}.${significant.slice(1).padEnd(fraction, "0")}${power(exponent)}`;
}

/** |x| to so many significant digits, without zeros at the end; ties go to even. */
export function rounded(x: number, significant: number): number {
  return Number(roundTiesToEven(Math.abs(x), significant - 1));
}

function power(exponent: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
