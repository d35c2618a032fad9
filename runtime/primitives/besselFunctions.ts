/** `besselI0e besselI1e`: modified Bessel functions of the first kind, times e^−|x|. */
import type { Expr } from "../ir/expr.ts";
import {
  abs,
  copySign,
  gt,
  max,
  min,
  sub as minus,
  div as over,
  add as plus,
  sqrt as root,
  mul as times,
  where,
} from "../ir/math/arithmetic.ts";
import { div, mul, sub } from "./arithmetic.ts";
import { eq } from "./comparison.ts";
import { type Unary, unary } from "./elementwise.ts";
import { sign } from "./rounding.ts";
import { selectN } from "./selectN.ts";

/** Chebyshev coefficients: of the function on [0, 8] (of i1e divided by x), and of √x times it in 16/x − 1 beyond. */
const i0Near = [
  0.33839765191078186, -0.3046826720237732, 0.1716209053993225, -0.09490109980106354, 0.04930528253316879,
  -0.023737415671348572, 0.010546460747718811, -0.00432430999353528, 0.001639475580304861, -0.0005763755762018263,
  0.0001885028905235231, -5.75419508095365e-5, 1.6448448150185868e-5, -4.416737738210941e-6, 1.117384613280592e-6,
  -2.670621199740708e-7, 6.037318911467082e-8, -1.2481271127740001e-8,
];
const i0Far = [
  0.4022451937198639, 0.0033691164571791887, 6.889758515171707e-5, 2.891370513680158e-6, 2.0489184748839762e-7,
  2.2666304388963e-8,
];
const i1Near = [
  0.1262935996055603, -0.1764165163040161, 0.10264366120100021, -0.05294598266482353, 0.024726448580622673,
  -0.010564085096120834, 0.0041564228013157845, -0.001513572409749031, 0.0005122859729453921, -0.0001617608213564381,
  4.781565075973049e-5, -1.3273163858684711e-5, 3.4702513858064776e-6, -8.568719636059541e-7, 2.00329154154133e-7,
  -4.444860834951214e-8, 9.369800935132844e-9,
];
const i1Far = [
  0.38928812742233276, -0.009761097840964794, -0.00011058893869630992, -3.882564669765998e-6, -2.5122361080320843e-7,
  -2.6314280532346856e-8,
];

/** Σ cₖ Tₖ(t) by Clenshaw's recurrence. */
function chebyshev(t: Expr, coefficients: readonly number[]): Expr {
  const twice = times(2, t);
  let [later, latest]: [Expr, Expr] = [times(0, t), times(0, t)];
  for (let k = coefficients.length - 1; k > 0; k--)
    [later, latest] = [latest, plus(minus(times(twice, latest), later), coefficients[k]!)];
  return plus(minus(times(t, latest), later), coefficients[0]!);
}

/** Both pieces; arguments are kept in their range, so that the piece not taken is finite. */
function pieces(a: Expr, near: readonly number[], far: readonly number[], factor: (a: Expr) => Expr): Expr {
  const inner = times(factor(a), chebyshev(minus(times(min(a, 8), 0.25), 1), near));
  const outer = over(chebyshev(minus(over(16, max(a, 8)), 1), far), root(max(a, 8)));
  return where(gt(a, 8), outer, inner);
}

/** e^−|x| I₀(x). */
export const besselI0e: Unary = unary({
  name: "besselI0e",
  kinds: ["float"],
  compute: (x) => pieces(abs(x), i0Near, i0Far, () => plus(times(0, min(abs(x), 1)), 1)),
  tangent: (dx, x, y) => mul(dx, sub(besselI1e(x), mul(sign(x), y))),
});

/** e^−|x| I₁(x). */
export const besselI1e: Unary = unary({
  name: "besselI1e",
  kinds: ["float"],
  compute: (x) =>
    copySign(
      pieces(abs(x), i1Near, i1Far, (a) => min(a, 8)),
      x,
    ),
  tangent(dx, x, y) {
    const inner = sub(besselI0e(x), mul(y, sign(x)));
    const isZero = eq(x, 0);
    return mul(dx, selectN(isZero, sub(inner, div(y, selectN(isZero, x, 1))), 0.5));
  },
});
