/**
 * Argument reduction for sine and cosine, right for every f32: Payne and Hanek's method in integers.
 *
 *     x = q·π/2 + r,  |r| ≤ π/4
 *
 * x = m·2ˢ with a 24-bit integer m, so x·2/π modulo 4 depends on 96 bits of 2/π only: those before would add multiples of 4, those
 * behind are too small to matter (no f32 comes closer to a multiple of π/2 than about 2⁻³⁰). The product is built from 16-bit pieces, as
 * no device-independent instruction gives the upper half of a 32-bit product.
 *
 * @see Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18(1), 1983
 */
import { bitcast, constant, convert } from "../build.ts";
import type { Expr } from "../expr.ts";
import { abs, add, and, bits, eq, floatOf, lt, mul, ne, or, sar, shl, shr, sub, where, xor } from "./arithmetic.ts";

/** 26 zeros, then the first 230 bits of 2/π behind the binary point. */
const twoOverPi = [0x00000028, 0xbe60db93, 0x91054a7f, 0x09d5f47d, 0x4d377036, 0xd8a5664f, 0x10e4107f, 0x9458eaf7];
/** π/2 in two parts; the first has 12 bits. */
const halfPiHigh = 1.5703125;
const halfPiLow = 4.838267923332751e-4;

/** A reduced argument. */
export interface QuarterTurns {
  /** q modulo 4, u32. */
  readonly quadrant: Expr;
  /** r = high + low; |low| is below an ulp of high. */
  readonly high: Expr;
  readonly low: Expr;
}

/** The reduction of |x|; any result for ∞ and NaN. */
export function reduceQuarterTurns(x: Expr): QuarterTurns {
  const word = bitcast("u32", abs(x));
  const mantissa = or(and(word, 0x7fffff), 0x800000);
  // Below 1/2 the quadrant is 0 and r is x; 126 is the exponent field whose window starts at the first bit of the table.
  const exponent = shr(word, 23);
  const start = sub(where(lt(exponent, 126), constant("u32", 126), exponent), 126);
  const [a, b, c, d] = multiply(mantissa, window(start)) as [Expr, Expr, Expr, Expr];
  const turns = signedTurns(or(shl(a, 16), b), or(shl(c, 16), d));
  const isSmall = lt(abs(x), 0.5);
  return {
    quadrant: where(isSmall, constant("u32", 0), turns.quadrant),
    high: where(isSmall, abs(x), turns.high),
    low: where(isSmall, 0, turns.low),
  };
}

/** Six 16-bit pieces of the table from a bit on; 0 ≤ start < 160. */
function window(start: Expr): Expr[] {
  const index = shr(start, 5);
  const word = (offset: number): Expr => {
    let chosen: Expr = constant("u32", twoOverPi[offset]!);
    for (let i = 1; i + offset < twoOverPi.length && i <= 4; i++) {
      chosen = where(eq(index, i), constant("u32", twoOverPi[i + offset]!), chosen);
    }
    return chosen;
  };
  const halves = [0, 1, 2, 3].flatMap((offset) => [shr(word(offset), 16), and(word(offset), 0xffff)]);
  const odd = ne(and(start, 16), 0);
  const aligned = Array.from({ length: 7 }, (_, i) => where(odd, halves[i + 1]!, halves[i]!));
  // The last 0 to 15 bits by a product with a power of two: a shift by a variable amount has no vector instruction.
  const rest = bitcast("i32", and(start, 15));
  const power = bitcast("u32", convert("i32", floatOf(add(shl(rest, 23), 0x3f800000))));
  const shifted = aligned.map((piece) => mul(piece, power));
  return Array.from({ length: 6 }, (_, i) => or(and(shifted[i]!, 0xffff), shr(shifted[i + 1]!, 16)));
}

/** The lower 96 bits of mantissa (24 bits) times six 16-bit pieces, most significant first; the first four pieces of it. */
function multiply(mantissa: Expr, pieces: readonly Expr[]): Expr[] {
  const low = and(mantissa, 0xfff);
  const high = shr(mantissa, 12);
  const product: Expr[] = [];
  let carry: Expr = constant("u32", 0);
  let above: Expr = constant("u32", 0); // of high·piece·2¹², what reaches the next piece
  for (let i = pieces.length - 1; i >= 0; i--) {
    const upper = mul(high, pieces[i]!);
    const sum = add(add(mul(low, pieces[i]!), shl(and(upper, 15), 12)), add(above, carry));
    above = shr(upper, 4);
    carry = shr(sum, 16);
    product[i] = and(sum, 0xffff);
  }
  return product.slice(0, 4);
}

/** From 64 bits, two of them before the binary point, to the nearest quadrant and r. */
function signedTurns(upper: Expr, lower: Expr): QuarterTurns {
  const quadrant = shr(add(upper, 0x20000000), 30);
  const fraction = bitcast("i32", sub(upper, shl(quadrant, 30)));
  // Magnitude by one's complement: off by one in the last of 62 bits.
  const sign = sar(fraction, 31);
  const top = xor(fraction, sign);
  const bottom = xor(bitcast("i32", lower), sign);
  // t = high + low with 12 bits in high, so that high·halfPiHigh is exact.
  const high = mul(convert("f32", and(top, -(2 ** 18))), 2 ** -30);
  const low = add(
    mul(convert("f32", and(top, 2 ** 18 - 1)), 2 ** -30),
    mul(convert("f32", bitcast("i32", shr(bitcast("u32", bottom), 1))), 2 ** -61),
  );
  const main = mul(high, halfPiHigh);
  const rest = add(mul(high, halfPiLow), mul(low, halfPiHigh + halfPiLow));
  const sum = add(main, rest);
  const signed = (x: Expr): Expr => floatOf(xor(bits(x), and(sign, -(2 ** 31))));
  return { quadrant, high: signed(sum), low: signed(add(sub(main, sum), rest)) };
}
