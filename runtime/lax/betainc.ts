/** `jax.lax.betainc`: the regularized incomplete beta function. */
import { customJvp } from "../control/custom/customJvp.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { abs, add, and, div, eq, exp, gt, lgamma, log, log1p, lt, mul, ne, neg, or, sub } from "../primitives/index.ts";
import { jvp } from "../transforms/jvp.ts";
import { alikeFloats, isNan, someHolds, where } from "./alike.ts";

const longest = 200;

/** The continued fraction of DLMF 8.17.22, two steps at a time, from the front by Lentz' method. */
function fraction(a: JaxArray, b: JaxArray, x: JaxArray): JaxArray {
  const both = add(a, b);
  const start = div(1, sub(1, div(mul(both, x), add(a, 1))));
  const [, , , , value] = whileLoop(
    ([n, , , step]: JaxArray[]) => and(lt(n!, longest), someHolds(gt(abs(sub(step!, 1)), 2 ** -24))),
    ([n, c, d, , value]: JaxArray[]) => {
      const m = add(n!, 1);
      const twice = add(a, mul(2, m));
      const even = div(mul(mul(m, sub(b, m)), x), mul(sub(twice, 1), twice));
      const odd = neg(div(mul(mul(add(a, m), add(both, m)), x), mul(twice, add(twice, 1))));
      const [below, above] = [div(1, add(1, mul(even, d!))), add(1, div(even, c!))];
      const [lower, upper] = [div(1, add(1, mul(odd, below))), add(1, div(odd, above))];
      const step = mul(lower, upper);
      return [m, upper, lower, step, mul(mul(value!, mul(below, above)), step)];
    },
    [scalar(0, "float32"), add(mul(x, 0), 1), start, mul(x, 0), start],
  ) as JaxArray[];
  return value!;
}

const logBeta = (a: JaxArray, b: JaxArray): JaxArray => sub(add(lgamma(a), lgamma(b)), lgamma(add(a, b)));

/** I for 0 < x < 1 and finite a, b > 0; by I(a, b, x) = 1 − I(b, a, 1 − x) where that converges faster. */
function inside(a: JaxArray, b: JaxArray, x: JaxArray): JaxArray {
  const isFast = lt(x, div(add(a, 1), add(add(a, b), 2)));
  const [p, q] = [where(isFast, a, b), where(isFast, b, a)];
  const at = where(isFast, x, sub(1, x));
  const [logAt, logRest] = [where(isFast, log(x), log1p(neg(x))), where(isFast, log1p(neg(x)), log(x))];
  const weight = div(exp(sub(add(mul(p, logAt), mul(q, logRest)), logBeta(p, q))), p);
  const value = mul(weight, fraction(p, q, at));
  return where(isFast, value, sub(1, value));
}

/** Where the function is not computed: at the ends, and outside. */
function cases(a: JaxArray, b: JaxArray, x: JaxArray) {
  const infinity = Number.POSITIVE_INFINITY;
  // all of the weight is at 0, or at 1
  const atZero = or(eq(a, 0), eq(b, infinity));
  const atOne = or(eq(b, 0), eq(a, infinity));
  const isNone = or(and(atOne, ne(x, 1)), and(atZero, eq(x, 0)));
  const isAll = or(and(atZero, ne(x, 0)), and(atOne, eq(x, 1)));
  const isOutside = or(or(lt(a, 0), lt(b, 0)), or(lt(x, 0), gt(x, 1)));
  const isBad = or(or(isOutside, and(atZero, atOne)), or(or(isNan(a), isNan(b)), isNan(x)));
  const isEnd = or(or(isNone, isAll), or(isBad, or(eq(x, 0), eq(x, 1))));
  return { isNone, isAll, isBad, isEnd };
}

function value(a: JaxArray, b: JaxArray, x: JaxArray): JaxArray {
  const { isNone, isAll, isBad, isEnd } = cases(a, b, x);
  const found = inside(where(isEnd, 1, a), where(isEnd, 1, b), where(isEnd, 0.5, x));
  const atEnds = where(eq(x, 0), 0, where(eq(x, 1), 1, found));
  return where(isBad, Number.NaN, where(isNone, 0, where(isAll, 1, atEnds)));
}

/** The derivative by a or b; 0 at the ends. */
function slopeBy(which: "a" | "b", a: JaxArray, b: JaxArray, x: JaxArray): JaxArray {
  const { isBad, isEnd } = cases(a, b, x);
  const [p, q, at] = [where(isEnd, 1, a), where(isEnd, 1, b), where(isEnd, 0.5, x)];
  const one = add(mul(at, 0), 1);
  const [, slope] =
    which === "a"
      ? jvp((given: JaxArray) => inside(given, q, at), [p], [one])
      : jvp((given: JaxArray) => inside(p, given, at), [q], [one]);
  return where(isBad, Number.NaN, where(isEnd, 0, slope as JaxArray));
}

const differentiable = customJvp(value);
differentiable.defjvps(
  (da: JaxArray, _: JaxArray, a: JaxArray, b: JaxArray, x: JaxArray) => mul(da, slopeBy("a", a, b, x)),
  (db: JaxArray, _: JaxArray, a: JaxArray, b: JaxArray, x: JaxArray) => mul(db, slopeBy("b", a, b, x)),
  (dx: JaxArray, _: JaxArray, a: JaxArray, b: JaxArray, x: JaxArray) => {
    const powers = add(mul(sub(b, 1), log1p(neg(x))), mul(sub(a, 1), log(x)));
    return mul(dx, exp(sub(powers, logBeta(a, b))));
  },
);

/**
 * The regularized incomplete beta function, the distribution function of a beta variable; differentiable in all three (in JAX in x only).
 *
 *     I(a, b, x) = ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt / B(a, b)
 *
 * @param a float array, ≥ 0
 * @param b float array of the same shape and dtype, ≥ 0
 * @param x float array of the same shape and dtype, in [0, 1]
 * @returns the values, in [0, 1]; NaN where a number is outside
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.betainc(jnp.array([0.5, 2.0]), jnp.array([0.5, 3.0]), jnp.array([0.5, 0.4])), [0.5, 0.5248]);
 */
export function betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike): JaxArray {
  const [[p, q, at], back] = alikeFloats("take betainc", a, b, x);
  return back(differentiable(p!, q!, at!) as JaxArray);
}
