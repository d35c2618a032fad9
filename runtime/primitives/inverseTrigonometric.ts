/** `tan asin acos atan atan2`: the tangent, and angles from sines, cosines and tangents. */
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import {
  abs as absExpr,
  bits,
  copySign,
  gt,
  max as larger,
  lt,
  sub as minus,
  div as over,
  add as plus,
  sqrt as root,
  min as smaller,
  mul as times,
  where,
} from "../ir/math/arithmetic.ts";
import { polynomial } from "../ir/math/polynomial.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { acosComplex, asinComplex, atanComplex, tanComplex } from "./complexFunctions.ts";
import { type Binary, binary, type Unary, unary } from "./elementwise.ts";
import { rsqrt, square } from "./exponential.ts";
import { neg } from "./rounding.ts";

/** (atan a − a) / a³ in powers of a² for a ≤ tan π/8; least squares at Chebyshev points, relative error 3e-9. */
const atanTail = [
  -0.3333333134651184, 0.1999955028295517, -0.1426423192024231, 0.10746293514966965, -0.06459363549947739,
];
/** (asin a − a) / a³ in powers of a² for a ≤ ½; likewise. */
const asinTail = [
  0.1666666567325592, 0.07500098645687103, 0.04459803178906441, 0.03111616149544716, 0.017077840864658356,
  0.03380577638745308,
];

const odd = (a: Expr, tail: readonly number[]): Expr => {
  const z = times(a, a);
  return plus(a, times(times(a, z), polynomial(z, tail)));
};

/** atan a for 0 ≤ a ≤ 1: above tan π/8 it is π/4 + atan((a − 1) / (a + 1)). */
function atanToOne(a: Expr): Expr {
  const isLarge = gt(a, Math.SQRT2 - 1);
  const reduced = where(isLarge, over(minus(a, 1), plus(a, 1)), a);
  return plus(where(isLarge, Math.PI / 4, 0), odd(reduced, atanTail));
}

/** asin a for 0 ≤ a ≤ ½. */
const asinToHalf = (a: Expr): Expr => odd(a, asinTail);

/** √((1 − a) / 2), whose arcsine is half of π/2 − asin a. */
const halfAngle = (a: Expr): Expr => root(times(minus(1, a), 0.5));

/** The tangent of x in radians. */
export const tan: Unary = unary({
  name: "tan",
  kinds: ["float"],
  complex: (z) => tanComplex(z),
  compute: (x) => ir.binary("div", ir.math("sin", x), ir.math("cos", x)),
  tangent: (dx, _, y) => mul(dx, add(1, square(y))),
});

/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export const asin: Unary = unary({
  name: "asin",
  kinds: ["float"],
  complex: (z) => asinComplex(z),
  compute(x) {
    const a = absExpr(x);
    const outer = minus(Math.PI / 2, times(2, asinToHalf(halfAngle(a))));
    return copySign(where(gt(a, 0.5), outer, asinToHalf(a)), x);
  },
  tangent: (dx, x) => mul(dx, rsqrt(sub(1, square(x)))),
});

/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export const acos: Unary = unary({
  name: "acos",
  kinds: ["float"],
  complex: (z) => acosComplex(z),
  compute(x) {
    const a = absExpr(x);
    const outer = times(2, asinToHalf(halfAngle(a)));
    const inner = minus(Math.PI / 2, copySign(asinToHalf(a), x));
    return where(gt(a, 0.5), where(lt(x, 0), minus(Math.PI, outer), outer), inner);
  },
  tangent: (dx, x) => neg(mul(dx, rsqrt(sub(1, square(x))))),
});

/** The angle in [−π/2, π/2] whose tangent is x. */
export const atan: Unary = unary({
  name: "atan",
  kinds: ["float"],
  complex: (z) => atanComplex(z),
  compute(x) {
    const a = absExpr(x);
    const isLarge = gt(a, 1);
    const inner = atanToOne(where(isLarge, over(1, a), a));
    return copySign(where(isLarge, minus(Math.PI / 2, inner), inner), x);
  },
  tangent: (dx, x) => div(dx, add(1, square(x))),
});

/** The angle in [−π, π] of the point with ordinate x and abscissa y, whose tangent is x / y; the signs of zeros count. */
export const atan2: Binary = binary({
  name: "atan2",
  kinds: ["float"],
  compute(x, y) {
    const [up, along] = [absExpr(x), absExpr(y)];
    const longest = larger(up, along);
    const shortest = smaller(up, along);
    const ratio = where(
      ir.binary("eq", shortest, longest),
      where(ir.binary("eq", longest, ir.constant("f32", 0)), 0, 1),
      over(shortest, longest),
    );
    const slope = atanToOne(ratio);
    const quarter = where(gt(up, along), minus(Math.PI / 2, slope), slope);
    const isBehind = ir.binary("lt", bits(y), ir.constant("i32", 0));
    const angle = copySign(where(isBehind, minus(Math.PI, quarter), quarter), x);
    return where(ir.binary("ne", longest, longest), longest, angle);
  },
  left: (dx, x, y) => mul(dx, div(y, add(square(x), square(y)))),
  right: (dy, x, y) => mul(dy, div(neg(x), add(square(x), square(y)))),
});
