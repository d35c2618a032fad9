import type { Expr } from "../expr.ts";
import {
  abs,
  add,
  and,
  bits,
  div,
  eq,
  floatOf,
  floor,
  gt,
  lt,
  max,
  min,
  mul,
  ne,
  not,
  or,
  round,
  sub,
  where,
  xor,
} from "./arithmetic.ts";
import { addPair, constantPair, type DoubleFloat, mulPair, rounded, split } from "./doubleFloat.ts";
import { splitExponent } from "./log.ts";
import { polynomial } from "./polynomial.ts";
import { scaleByPowerOfTwo } from "./powerOfTwo.ts";

/** 2ʳ on |r| ≤ ½, without its leading 1: minimax in the relative error, 2⁻²⁶·⁶. */
const exp2Tail = [0.693147242, 0.240226552, 0.0555027276, 0.00961702596, 0.00134194084, 0.000158502371];

/**
 * xʸ, error below 2 ulp.
 *
 *     |x|ʸ = 2^(y·log₂|x|),  log₂ and the product with 36 bits
 *
 * Special cases are those of C: pow(x, ±0) = pow(1, y) = 1 even for NaN, pow(−1, ±∞) = 1; a negative base with a whole y gives
 * ±|x|ʸ, else NaN; zeros and infinities follow from the limits, with the sign of x where y is odd.
 *
 * @see ISO/IEC 9899:2018, F.10.4.4
 */
export function pow(x: Expr, y: Expr): Expr {
  const base = abs(x);
  const size = where(isExtreme(base, y), limit(base, y), exp2(mulPair(log2(base), split(y))));
  const isWhole = eq(floor(y), y);
  const half = mul(y, 0.5);
  const isOdd = and(isWhole, ne(floor(half), half));
  const signed = where(isOdd, floatOf(xor(bits(size), and(bits(x), -(2 ** 31)))), size);
  const noRoot = and(and(lt(x, 0), not(isWhole)), and(lt(base, Infinity), lt(abs(y), Infinity)));
  const isNaN = or(or(ne(x, x), ne(y, y)), noRoot);
  return where(or(eq(x, 1), eq(y, 0)), 1, where(isNaN, Number.NaN, signed));
}

/** Zero or infinite base, infinite exponent. */
function isExtreme(base: Expr, y: Expr): Expr {
  return or(or(eq(base, 0), eq(base, Infinity)), eq(abs(y), Infinity));
}

/** baseʸ there: it grows beyond all bounds, vanishes, or stays 1. */
function limit(base: Expr, y: Expr): Expr {
  const grows = or(and(gt(base, 1), gt(y, 0)), and(lt(base, 1), lt(y, 0)));
  return where(eq(base, 1), 1, where(grows, Infinity, 0));
}

/**
 * log₂ of a positive finite number.
 *
 *     x = 2ᵏ·m      s = (m − 1) / (m + 1)      log₂ x = k + 2/ln 2 · s·(1 + s²/3 + s⁴/5 + …)
 */
function log2(x: Expr): DoubleFloat {
  const { k, m } = splitExponent(x);
  const s = quotient(sub(m, 1), m);
  const square = mulPair(s, s);
  const z = rounded(square);
  const higher = mul(mul(z, z), polynomial(z, [1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13]));
  const third = mulPair(square, constantPair(1 / 3));
  const series = addPair(
    { high: constantPair(1).high, low: constantPair(0).low },
    { high: third.high, low: add(third.low, higher) },
  );
  const fraction = mulPair(mulPair(s, series), constantPair(2 / Math.LN2));
  // |k| ≥ 1 > |log₂ m|, or k = 0, where nothing is lost.
  return addPair({ high: k, low: constantPair(0).low }, fraction);
}

/** f / (m + 1) for f = m − 1, exact up to 36 bits. */
function quotient(f: Expr, m: Expr): DoubleFloat {
  const divisor = addPair({ high: constantPair(1).high, low: constantPair(0).low }, split(m));
  const whole = rounded(divisor);
  const { high } = split(div(f, whole));
  // f − high·divisor is exact step by step.
  const rest = sub(sub(f, mul(high, divisor.high)), mul(high, divisor.low));
  return { high, low: div(rest, whole) };
}

/** 2ᵗ; |t| may be large. */
function exp2(t: DoubleFloat): Expr {
  const isSmall = lt(abs(t.high), 160);
  const high = min(max(t.high, -160), 160);
  const low = where(isSmall, t.low, 0);
  const n = round(add(high, low));
  const r = add(sub(high, n), low);
  return scaleByPowerOfTwo(add(mul(polynomial(r, exp2Tail), r), 1), n);
}
