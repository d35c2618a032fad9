/** `cbrt`: the cube root. */
import * as ir from "../ir/build.ts";
import { abs, copySign, sub as minus, div as over, mul as times, where } from "../ir/math/arithmetic.ts";
import { div, mul } from "./arithmetic.ts";
import { type Unary, unary } from "./elementwise.ts";

/** ∛x, of negative numbers too. A first guess by logarithm and exponential, then one step of Newton's method. */
export const cbrt: Unary = unary({
  name: "cbrt",
  kinds: ["float"],
  compute(x) {
    const a = abs(x);
    const guess = ir.math("exp", times(ir.math("log", a), 1 / 3));
    const step = over(minus(guess, over(over(a, guess), guess)), 3);
    const edge = ir.binary(
      "or",
      ir.binary("eq", a, ir.constant("f32", 0)),
      ir.binary("eq", a, ir.constant("f32", Number.POSITIVE_INFINITY)),
    );
    return where(edge, x, copySign(minus(guess, step), x));
  },
  tangent: (dx, x, y) => mul(dx, mul(1 / 3, div(y, x))),
});
