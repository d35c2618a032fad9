import { bitcast } from "../build.ts";
import type { Expr } from "../expr.ts";
import { abs, add, and, bits, floatOf, lt, mul, ne, shl, sub, where, xor } from "./arithmetic.ts";
import { polynomial } from "./polynomial.ts";
import { type QuarterTurns, reduceQuarterTurns } from "./quarterTurns.ts";

/** (sin r − r) / r³ in powers of r² on |r| ≤ π/4, minimax in the relative error: 2⁻²⁷·⁹. */
const sinTail = [-0.166666552, 0.00833218824, -0.000195180954];
/** (cos r − 1 + r²/2) / r⁴ in powers of r² on |r| ≤ π/4, minimax in the relative error: 2⁻³³. */
const cosTail = [0.0416666456, -0.00138873095, 2.44323273e-5];

/**
 * Sine of x in radians, error below 2 ulp for every finite x.
 *
 *     x = q·π/2 + r      sin x = ± (q even: sin r, q odd: cos r)
 *
 * −0 and subnormals are kept; NaN for ±∞ and NaN.
 */
export function sin(x: Expr): Expr {
  const turns = reduceQuarterTurns(x);
  const negative = xor(shl(bitcast("i32", turns.quadrant), 30), bits(x));
  return ofFinite(x, withSign(wave(turns, 0), negative));
}

/**
 * Cosine of x in radians, error below 2 ulp for every finite x.
 *
 *     x = q·π/2 + r      cos x = ± (q even: cos r, q odd: sin r)
 *
 * NaN for ±∞ and NaN.
 */
export function cos(x: Expr): Expr {
  const turns = reduceQuarterTurns(x);
  const negative = shl(bitcast("i32", add(turns.quadrant, 1)), 30);
  return ofFinite(x, withSign(wave(turns, 1), negative));
}

/** sin r in quadrants of the given parity, cos r in the others. */
function wave({ quadrant, high: r, low }: QuarterTurns, sinParity: 0 | 1): Expr {
  const square = mul(r, r);
  const sine = add(add(mul(mul(r, square), polynomial(square, sinTail)), low), r);
  const cosine = add(sub(sub(mul(mul(square, square), polynomial(square, cosTail)), mul(square, 0.5)), mul(r, low)), 1);
  const isOdd = ne(and(quadrant, 1), 0);
  return sinParity === 0 ? where(isOdd, cosine, sine) : where(isOdd, sine, cosine);
}

/** Changes the sign where bit 31 is set. */
function withSign(value: Expr, word: Expr): Expr {
  return floatOf(xor(bits(value), and(word, -(2 ** 31))));
}

function ofFinite(x: Expr, result: Expr): Expr {
  return where(lt(abs(x), Infinity), result, Number.NaN);
}
