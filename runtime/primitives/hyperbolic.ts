/** `sinh cosh asinh acosh atanh`: hyperbolic functions and their inverses; `tanh` is in trigonometric.ts. */
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import {
  abs as absExpr,
  copySign,
  gt,
  lt,
  sub as minus,
  div as over,
  add as plus,
  sqrt as root,
  mul as times,
  where,
} from "../ir/math/arithmetic.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { acoshComplex, asinhComplex, atanhComplex, coshComplex, sinhComplex } from "./complexFunctions.ts";
import { type Unary, unary } from "./elementwise.ts";
import { rsqrt, square } from "./exponential.ts";

/** e^(a/2), whose square is e^a also where that overflows only by half. */
const halfExponential = (a: Expr): Expr => ir.math("exp", times(a, 0.5));

/** (eˣ − e⁻ˣ) / 2. */
export const sinh: Unary = unary({
  name: "sinh",
  kinds: ["float"],
  complex: (z) => sinhComplex(z),
  compute(x) {
    const a = absExpr(x);
    const small = ir.math("expm1", a);
    const near = times(0.5, plus(small, over(small, plus(small, 1))));
    const e = halfExponential(a);
    const far = minus(times(times(0.5, e), e), over(over(0.5, e), e));
    return copySign(where(lt(a, 1), near, far), x);
  },
  tangent: (dx, x) => mul(dx, cosh(x)),
});

/** (eˣ + e⁻ˣ) / 2. */
export const cosh: Unary = unary({
  name: "cosh",
  kinds: ["float"],
  complex: (z) => coshComplex(z),
  compute(x) {
    const e = halfExponential(absExpr(x));
    return plus(times(times(0.5, e), e), over(over(0.5, e), e));
  },
  tangent: (dx, x) => mul(dx, sinh(x)),
});

/** Beyond it 1 + x² is x² in float32, and x² may overflow. */
const large = 1e9;

/** The inverse of `sinh`. */
export const asinh: Unary = unary({
  name: "asinh",
  kinds: ["float"],
  complex: (z) => asinhComplex(z),
  compute(x) {
    const a = absExpr(x);
    const near = times(a, a);
    const value = ir.math("log1p", plus(a, over(near, plus(1, root(plus(near, 1))))));
    return copySign(where(gt(a, large), plus(ir.math("log", a), Math.LN2), value), x);
  },
  tangent: (dx, x) => mul(dx, rsqrt(add(square(x), 1))),
});

/** The inverse of `cosh`, for x ≥ 1; NaN below. */
export const acosh: Unary = unary({
  name: "acosh",
  kinds: ["float"],
  complex: (z) => acoshComplex(z),
  compute(x) {
    const t = minus(x, 1);
    const value = ir.math("log1p", plus(t, root(times(t, plus(t, 2)))));
    const inside = where(gt(x, large), plus(ir.math("log", x), Math.LN2), value);
    return where(lt(x, 1), Number.NaN, inside);
  },
  tangent: (dx, x) => mul(dx, rsqrt(mul(sub(x, 1), add(x, 1)))),
});

/** The inverse of `tanh`, for x in (−1, 1); ±∞ at ±1, NaN outside. */
export const atanh: Unary = unary({
  name: "atanh",
  kinds: ["float"],
  complex: (z) => atanhComplex(z),
  compute(x) {
    const a = absExpr(x);
    const value = times(0.5, ir.math("log1p", over(times(2, a), minus(1, a))));
    return copySign(value, x);
  },
  tangent: (dx, x) => div(dx, sub(1, square(x))),
});
