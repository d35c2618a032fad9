/** `erf` and `erfc`: the error function and what is left of it up to 1. */
import type { JaxArray } from "../core/array.ts";
import * as ir from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { polynomial } from "../ir/math/polynomial.ts";
import { mul } from "./arithmetic.ts";
import { type Unary, unary } from "./elementwise.ts";
import { exp, square } from "./exponential.ts";
import { neg } from "./rounding.ts";

/** erf x / x in powers of x², for |x| < 1; least squares at Chebyshev points, relative error 1e-9. */
const central = [
  1.1283791065216064, -0.3761262595653534, 0.1128358244895935, -0.026853691786527634, 0.005188099108636379,
  -0.0008008189033716917, 0.00007847259257687256,
];
/** exp(x²) erfc x in powers of 1 / (1 + x/2), for x ≥ 1; least squares at Chebyshev points, relative error 6e-9. */
const tail = [
  -3.3980675198108656e-6, 0.2821824252605438, 0.28116369247436523, 0.2519940435886383, 0.16135594248771667,
  0.09834044426679611, 0.034036118537187576, -0.19143500924110413, 0.08283303678035736,
];

const f32 = (value: number): Expr => ir.constant("f32", value);

/** erf x = 2/√π ∫₀ˣ e^(−t²) dt, in (−1, 1). */
export const erf: Unary = unary({
  name: "erf",
  kinds: ["float"],
  compute(x) {
    const size = ir.unary("abs", x);
    const outside = ir.binary("sub", f32(1), tailOf(size));
    const signed = ir.select(ir.binary("lt", x, f32(0)), ir.unary("neg", outside), outside);
    return ir.select(ir.binary("lt", size, f32(1)), centralOf(x), signed);
  },
  tangent: (dx, x) => mul(dx, slope(x)),
});

/** erfc x = 1 − erf x, in (0, 2), exact also where it is small. */
export const erfc: Unary = unary({
  name: "erfc",
  kinds: ["float"],
  compute(x) {
    const size = ir.unary("abs", x);
    const right = tailOf(size);
    const outside = ir.select(ir.binary("lt", x, f32(0)), ir.binary("sub", f32(2), right), right);
    return ir.select(ir.binary("lt", size, f32(1)), ir.binary("sub", f32(1), centralOf(x)), outside);
  },
  tangent: (dx, x) => neg(mul(dx, slope(x))),
});

function slope(x: JaxArray): JaxArray {
  return mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))));
}

function centralOf(x: Expr): Expr {
  return ir.binary("mul", x, polynomial(ir.binary("mul", x, x), central));
}

/** erfc x for x ≥ 1. The square is taken apart, because its rounding error would be multiplied in the exponential. */
function tailOf(x: Expr): Expr {
  const high = ir.bitcast("f32", ir.binary("and", ir.bitcast("u32", x), ir.constant("u32", 0xfffff000)));
  const rest = ir.binary("mul", ir.binary("sub", x, high), ir.binary("add", x, high));
  const power = (y: Expr) => ir.math("exp", ir.unary("neg", y));
  const weight = ir.binary("mul", power(ir.binary("mul", high, high)), power(rest));
  const t = ir.binary("div", f32(1), ir.binary("add", f32(1), ir.binary("mul", x, f32(0.5))));
  const value = ir.binary("mul", weight, polynomial(t, tail));
  // beyond 10.1 it is smaller than every float32, and ∞ − ∞ would be NaN
  return ir.select(ir.binary("gt", x, f32(10.1)), f32(0), value);
}
