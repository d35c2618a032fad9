/**
 * Functions of complex numbers on their real and imaginary parts, for the `parts` rules of elementwise primitives. At infinities, zeros
 * and on branch cuts they give what C99 and XLA give.
 */
import type { JaxArray } from "../core/array.ts";
import type { ComplexParts } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { add, div, max, min, mul, sub } from "./arithmetic.ts";
import { and, or } from "./bitwise.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { eq, ge, gt, isFinite, lt, ne } from "./comparison.ts";
import { withoutImaginary } from "./complexParts.ts";
import { exp, expm1, log, log1p, sqrt, square } from "./exponential.ts";
import { asinh, cosh, sinh } from "./hyperbolic.ts";
import { atan2, tan } from "./inverseTrigonometric.ts";
import { abs, neg } from "./rounding.ts";
import { selectN } from "./selectN.ts";
import { cos, sin } from "./trigonometric.ts";

type C = ComplexParts;

/** `yes` where the condition holds, else `no`; one of the two may be a number. */
const where = (condition: JaxArray, yes: JaxArray | number, no: JaxArray | number): JaxArray =>
  selectN(condition, no, yes);
const isNaN = (x: JaxArray): JaxArray => ne(x, x);
const isInfinite = (x: JaxArray): JaxArray => eq(abs(x), Number.POSITIVE_INFINITY);
/** A number for each element of x. */
const filledLike = (x: JaxArray, value: number): JaxArray => broadcastTo(scalar(value, x.dtype), x.shape);
/** |x| with the sign of y, where y is no NaN; the sign of a zero counts. */
const withSign = (x: JaxArray, y: JaxArray): JaxArray => where(or(lt(y, 0), lt(div(1, y), 0)), neg(x), x);

/** i·z */
const timesI = ({ re, im }: C): C => ({ re: neg(im), im: re });
/** −i·z */
const overI = ({ re, im }: C): C => ({ re: im, im: neg(re) });
const conjugate = ({ re, im }: C): C => ({ re, im: neg(im) });
const plusNumber = ({ re, im }: C, x: number): C => ({ re: add(re, x), im });

/** x + y. */
export function addComplex(x: C, y: C): C {
  return { re: add(x.re, y.re), im: add(x.im, y.im) };
}

/** x − y. */
export function subComplex(x: C, y: C): C {
  return { re: sub(x.re, y.re), im: sub(x.im, y.im) };
}

/** −z. */
export function negComplex({ re, im }: C): C {
  return { re: neg(re), im: neg(im) };
}

/** x · y. */
export function mulComplex(x: C, y: C): C {
  return { re: sub(mul(x.re, y.re), mul(x.im, y.im)), im: add(mul(x.re, y.im), mul(x.im, y.re)) };
}

/** x / y by Smith's method: the smaller part of y is divided by the larger one first, so that nothing overflows on the way. */
export function divComplex({ re: a, im: b }: C, { re: c, im: d }: C): C {
  const isWide = ge(abs(c), abs(d));
  const ratio = div(where(isWide, d, c), where(isWide, c, d));
  const scale = where(isWide, add(c, mul(d, ratio)), add(mul(c, ratio), d));
  const re = div(where(isWide, add(a, mul(b, ratio)), add(mul(a, ratio), b)), scale);
  const im = div(where(isWide, sub(b, mul(a, ratio)), sub(mul(b, ratio), a)), scale);
  return repairQuotient({ re: a, im: b }, { re: c, im: d }, { re, im });
}

/** Where both parts came out NaN though the quotient is known: of infinities, and by zero (C99, G.5.1). */
function repairQuotient({ re: a, im: b }: C, { re: c, im: d }: C, quotient: C): C {
  const infinite = Number.POSITIVE_INFINITY;
  const broken = and(isNaN(quotient.re), isNaN(quotient.im));
  /** ±1 for an infinity, ±0 for what is finite. */
  const unit = (x: JaxArray): JaxArray => withSign(where(isInfinite(x), filledLike(x, 1), 0), x);
  const [a1, b1, c1, d1] = [a, b, c, d].map(unit) as [JaxArray, JaxArray, JaxArray, JaxArray];
  const byZero = and(and(eq(c, 0), eq(d, 0)), or(eq(a, a), eq(b, b)));
  const ofInfinity = and(or(isInfinite(a), isInfinite(b)), and(isFinite(c), isFinite(d)));
  const byInfinity = and(or(isInfinite(c), isInfinite(d)), and(isFinite(a), isFinite(b)));
  const zeroth = withSign(filledLike(c, infinite), c);
  const choose = (part: JaxArray, zero: JaxArray, infinity: JaxArray, vanished: JaxArray): JaxArray =>
    where(broken, where(byZero, zero, where(ofInfinity, infinity, where(byInfinity, vanished, part))), part);
  return {
    re: choose(
      quotient.re,
      mul(zeroth, a),
      mul(infinite, add(mul(a1, c), mul(b1, d))),
      mul(0, add(mul(a, c1), mul(b, d1))),
    ),
    im: choose(
      quotient.im,
      mul(zeroth, b),
      mul(infinite, sub(mul(b1, c), mul(a1, d))),
      mul(0, sub(mul(b, c1), mul(a, d1))),
    ),
  };
}

/** √(re² + im²) without overflow on the way. */
export function absComplex({ re, im }: C): JaxArray {
  const [a, b] = [abs(re), abs(im)];
  const [large, small] = [max(a, b), min(a, b)];
  const ratio = where(eq(large, small), 1, div(small, large));
  return mul(large, sqrt(add(1, square(ratio))));
}

/** z / |z|; 0 at 0. */
export function signComplex(z: C): C {
  const size = absComplex(z);
  const isZero = eq(size, 0);
  return { re: where(isZero, 0, div(z.re, size)), im: where(isZero, 0, div(z.im, size)) };
}

/** Whether both parts are equal. */
export function eqComplex(x: C, y: C): JaxArray {
  return and(eq(x.re, y.re), eq(x.im, y.im));
}

/** Whether some part differs. */
export function neComplex(x: C, y: C): JaxArray {
  return or(ne(x.re, y.re), ne(x.im, y.im));
}

/** Whether x comes after y by real part, then by imaginary part. */
export function isAfter(x: C, y: C): JaxArray {
  return or(gt(x.re, y.re), and(eq(x.re, y.re), gt(x.im, y.im)));
}

/** Each element of x or y by a condition. */
export function chooseComplex(condition: JaxArray, yes: C, no: C): C {
  return { re: where(condition, yes.re, no.re), im: where(condition, yes.im, no.im) };
}

/** eˣ (cos y + i sin y); real for real z. */
export function expComplex({ re, im }: C): C {
  const size = exp(re);
  const isReal = eq(im, 0);
  return { re: where(isReal, size, mul(size, cos(im))), im: where(isReal, im, mul(size, sin(im))) };
}

/** eˣ cos y − 1 is (eˣ − 1) cos y − 2 sin²(y/2). */
export function expm1Complex({ re, im }: C): C {
  const more = expm1(re);
  const half = sin(mul(im, 0.5));
  const isReal = eq(im, 0);
  return {
    re: where(isReal, more, sub(mul(more, cos(im)), mul(2, square(half)))),
    im: where(isReal, im, mul(exp(re), sin(im))),
  };
}

/** log |z| + i·arg z. */
export function logComplex({ re, im }: C): C {
  const [a, b] = [abs(re), abs(im)];
  const [large, small] = [max(a, b), min(a, b)];
  const ratio = where(eq(large, small), 1, div(small, large));
  const far = add(log(large), mul(0.5, log1p(square(ratio))));
  const near = mul(0.5, log1p(add(mul(sub(large, 1), add(large, 1)), square(small))));
  return { re: where(lt(abs(sub(large, 1)), 0.5), near, far), im: atan2(im, re) };
}

/** |1 + z|² is 1 + x (2 + x) + y². */
export function log1pComplex({ re, im }: C): C {
  const near = mul(0.5, log1p(add(mul(re, add(2, re)), square(im))));
  const far = logComplex({ re: add(1, re), im });
  return { re: where(lt(max(abs(re), abs(im)), 0.5), near, far.re), im: far.im };
}

/** The root with a real part ≥ 0. */
export function sqrtComplex(z: C): C {
  const { re, im } = z;
  const halves = add(mul(0.5, absComplex(z)), mul(0.5, abs(re)));
  const t = sqrt(halves);
  const other = div(mul(0.5, im), t);
  const isRight = ge(re, 0);
  const isZero = eq(t, 0);
  const root = {
    re: where(isRight, t, abs(other)),
    im: where(isRight, other, withSign(t, im)),
  };
  const isTall = and(isInfinite(im), eq(re, re));
  return {
    re: where(isTall, Number.POSITIVE_INFINITY, where(isZero, 0, root.re)),
    im: where(or(isTall, isZero), im, root.im),
  };
}

/** 1 / √z. */
export function rsqrtComplex(z: C): C {
  return reciprocal(sqrtComplex(z));
}

function reciprocal(z: C): C {
  return divComplex(withoutImaginary(filledLike(z.re, 1)), z);
}

/** sin x cosh y + i cos x sinh y. */
export function sinComplex({ re, im }: C): C {
  return { re: mul(sin(re), cosh(im)), im: mul(cos(re), sinh(im)) };
}

/** cos x cosh y − i sin x sinh y. */
export function cosComplex({ re, im }: C): C {
  return { re: mul(cos(re), cosh(im)), im: neg(mul(sin(re), sinh(im))) };
}

/** sinh x cos y + i cosh x sin y. */
export function sinhComplex({ re, im }: C): C {
  return { re: mul(sinh(re), cos(im)), im: mul(cosh(re), sin(im)) };
}

/** cosh x cos y + i sinh x sin y. */
export function coshComplex({ re, im }: C): C {
  return { re: mul(cosh(re), cos(im)), im: mul(sinh(re), sin(im)) };
}

/** Kahan's formula in t = tan y and s = sinh x; ±1 where x is large. */
export function tanhComplex({ re, im }: C): C {
  const t = tan(im);
  const s = sinh(re);
  const widened = add(1, square(t));
  const scale = add(1, mul(widened, square(s)));
  const isFar = gt(abs(re), 20);
  const far = mul(mul(4, mul(sin(im), cos(im))), exp(mul(-2, abs(re))));
  return {
    re: where(isFar, withSign(filledLike(re, 1), re), div(mul(mul(widened, sqrt(add(1, square(s)))), s), scale)),
    im: where(isFar, where(eq(far, far), far, 0), div(t, scale)),
  };
}

/** −i tanh(i z). */
export function tanComplex(z: C): C {
  return overI(tanhComplex(timesI(z)));
}

/** 1 / (1 + e⁻ᶻ). */
export function logisticComplex(z: C): C {
  return reciprocal(plusNumber(expComplex(negComplex(z)), 1));
}

/** Kahan's formulas, by the roots of 1 − z and 1 + z. */
export function asinComplex(z: C): C {
  const [minus, plus] = rootsAround(z);
  return {
    re: atan2(z.re, sub(mul(minus.re, plus.re), mul(minus.im, plus.im))),
    im: asinh(mulComplex(conjugate(minus), plus).im),
  };
}

/** As `asinComplex`, of the arccosine. */
export function acosComplex(z: C): C {
  const [minus, plus] = rootsAround(z);
  return {
    re: mul(2, atan2(minus.re, plus.re)),
    im: asinh(mulComplex(conjugate(plus), minus).im),
  };
}

/** √(1 − z) and √(1 + z). */
function rootsAround(z: C): readonly [C, C] {
  return [sqrtComplex(plusNumber(negComplex(z), 1)), sqrtComplex(plusNumber(z, 1))];
}

/** As `asinComplex`, by the roots of z − 1 and z + 1. */
export function acoshComplex(z: C): C {
  const minus = sqrtComplex(plusNumber(z, -1));
  const plus = sqrtComplex(plusNumber(z, 1));
  return {
    re: asinh(mulComplex(conjugate(minus), plus).re),
    im: mul(2, atan2(minus.im, plus.re)),
  };
}

/** −i asin(i z). */
export function asinhComplex(z: C): C {
  return overI(asinComplex(timesI(z)));
}

/** log((1 + z) / (1 − z)) / 2. */
export function atanhComplex({ re, im }: C): C {
  const square1 = add(square(sub(1, re)), square(im));
  return {
    re: mul(0.25, log1p(div(mul(4, re), square1))),
    im: mul(0.5, atan2(mul(2, im), sub(mul(sub(1, re), add(1, re)), square(im)))),
  };
}

/** −i atanh(i z). */
export function atanComplex(z: C): C {
  return overI(atanhComplex(timesI(z)));
}

/** xʸ = |x|ᶜ e^(−d·arg x) at the angle c·arg x + d·log |x|, for y = c + id; 0ʸ is 0, and x⁰ is 1. */
export function powComplex(x: C, { re: c, im: d }: C): C {
  const { re: logSize, im: angle } = logComplex(x);
  const size = exp(sub(mul(c, logSize), mul(d, angle)));
  const turn = add(mul(c, angle), mul(d, logSize));
  const isZero = and(eq(x.re, 0), eq(x.im, 0));
  const isOne = and(eq(c, 0), eq(d, 0));
  const special = or(isZero, isOne);
  return {
    re: where(special, where(isOne, filledLike(size, 1), 0), mul(size, cos(turn))),
    im: where(special, 0, mul(size, sin(turn))),
  };
}

/** Square and multiply. */
export function integerPowComplex(x: C, y: number): C {
  let result: C | undefined;
  let power = x;
  for (let left = Math.abs(y); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? mulComplex(result, power) : power;
    if (left > 1) power = mulComplex(power, power);
  }
  const one = withoutImaginary(filledLike(x.re, 1));
  if (!result) return one;
  return y < 0 ? divComplex(one, result) : result;
}
