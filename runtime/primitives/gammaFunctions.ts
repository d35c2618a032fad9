/** `lgamma digamma`: the logarithm of the gamma function, and its derivative. */
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import {
  abs,
  floor,
  gt,
  lt,
  sub as minus,
  neg as minusOf,
  div as over,
  add as plus,
  mul as times,
  where,
} from "../ir/math/arithmetic.ts";
import { mul } from "./arithmetic.ts";
import { type Unary, unary } from "./elementwise.ts";
import { polygammaOne } from "./polygammaOne.ts";

/** Lanczos' approximation with g = 7: Γ(z + 1) = √2π (z + 7.5)^(z + ½) e^−(z + 7.5) (c₀ + Σ cᵢ / (z + i)). */
const g = 7;
const base = 0.9999999999998099;
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** What both functions need of x: z with x = z + 1 or, below ½, −z by reflection; log(z + 7.5). */
function parts(x: Expr): { readonly z: Expr; readonly isLow: Expr; readonly t: Expr; readonly logT: Expr } {
  const isLow = lt(x, 0.5);
  const z = where(isLow, minusOf(x), minus(x, 1));
  const t = plus(z, g + 0.5);
  const logT = plus(Math.log(g + 0.5), ir.math("log1p", over(z, g + 0.5)));
  return { z, isLow, t, logT };
}

/** log |Γ(x)|; ∞ at 0, −1, −2, … */
export const lgamma: Unary = unary({
  name: "lgamma",
  kinds: ["float"],
  compute(x) {
    const { z, isLow, t, logT } = parts(x);
    const sum = coefficients.reduce<Expr>((s, c, i) => plus(s, over(c, plus(z, i + 1))), ir.constant("f32", base));
    const value = plus(
      plus(times(minus(plus(z, 0.5), over(t, logT)), logT), Math.log(Math.sqrt(2 * Math.PI))),
      ir.math("log", sum),
    );
    const a = abs(x);
    const fraction = minus(a, floor(a));
    const reduced = where(gt(fraction, 0.5), minus(1, fraction), fraction);
    const sine = ir.math("log", ir.math("sin", times(Math.PI, reduced)));
    const atPole = ir.binary("eq", sine, ir.constant("f32", Number.NEGATIVE_INFINITY));
    const reflected = where(atPole, Number.POSITIVE_INFINITY, minus(minus(Math.log(Math.PI), sine), value));
    const isInfinite = ir.binary("eq", a, ir.constant("f32", Number.POSITIVE_INFINITY));
    return where(isInfinite, Number.POSITIVE_INFINITY, where(isLow, reflected, value));
  },
  tangent: (dx, x) => mul(dx, digamma(x)),
});

/** The derivative of log Γ(x); NaN at 0, −1, −2, … */
export const digamma: Unary = unary({
  name: "digamma",
  kinds: ["float"],
  compute(x) {
    const { z, isLow, t, logT } = parts(x);
    const shifted = (i: number) => plus(z, i + 1);
    const numerator = coefficients.reduce<Expr>(
      (s, c, i) => minus(s, over(c, times(shifted(i), shifted(i)))),
      ir.constant("f32", 0),
    );
    const denominator = coefficients.reduce<Expr>((s, c, i) => plus(s, over(c, shifted(i))), ir.constant("f32", base));
    const value = minus(plus(logT, over(numerator, denominator)), over(g, t));
    const reduced = plus(x, abs(floor(plus(x, 0.5))));
    const angle = times(Math.PI, reduced);
    const reflected = minus(value, over(times(Math.PI, ir.math("cos", angle)), ir.math("sin", angle)));
    const atPole = ir.binary("and", ir.binary("le", x, ir.constant("f32", 0)), ir.binary("eq", x, floor(x)));
    return where(atPole, Number.NaN, where(isLow, reflected, value));
  },
  tangent: (dx, x) => mul(dx, polygammaOne(x)),
});
