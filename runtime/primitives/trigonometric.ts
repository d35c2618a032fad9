/** `sin cos tanh logistic erfInv`: circular, hyperbolic and error functions. */
import * as ir from "../ir/build.ts";
import { add, mul, sub } from "./arithmetic.ts";
import { cosComplex, logisticComplex, sinComplex, tanhComplex } from "./complexFunctions.ts";
import { type Unary, unary } from "./elementwise.ts";
import { exp, square } from "./exponential.ts";
import { neg } from "./rounding.ts";

/** The sine of x in radians. */
export const sin: Unary = unary({
  name: "sin",
  kinds: ["float"],
  complex: (z) => sinComplex(z),
  compute: (x) => ir.math("sin", x),
  tangent: (dx, x) => mul(dx, cos(x)),
});

/** The cosine of x in radians. */
export const cos: Unary = unary({
  name: "cos",
  kinds: ["float"],
  complex: (z) => cosComplex(z),
  compute: (x) => ir.math("cos", x),
  tangent: (dx, x) => neg(mul(dx, sin(x))),
});

/** The hyperbolic tangent, in (−1, 1). */
export const tanh: Unary = unary({
  name: "tanh",
  kinds: ["float"],
  complex: (z) => tanhComplex(z),
  compute: (x) => ir.math("tanh", x),
  tangent(dx, _, y) {
    const t = mul(dx, sub(1, y)); // (1 − y)(1 + y) keeps more digits than 1 − y² where y is near ±1
    return add(t, mul(t, y));
  },
});

/** 1 / (1 + e⁻ˣ), in (0, 1). */
export const logistic: Unary = unary({
  name: "logistic",
  kinds: ["float"],
  complex: (z) => logisticComplex(z),
  compute(x) {
    const one = ir.constant("f32", 1);
    return ir.binary("div", one, ir.binary("add", one, ir.math("exp", ir.unary("neg", x))));
  },
  tangent: (dx, _, y) => mul(dx, mul(y, sub(1, y))),
});

/** The inverse of the error function, for x in (−1, 1); ±∞ at ±1, NaN outside. */
export const erfInv: Unary = unary({
  name: "erfInv",
  kinds: ["float"],
  compute: (x) => ir.math("erfInv", x),
  tangent: (dx, _, y) => mul(Math.sqrt(Math.PI) / 2, mul(dx, exp(square(y)))),
});
