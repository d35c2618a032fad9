/**
 * `jax.lax`: the regularized incomplete gamma functions and their derivatives: `igamma igammac igammaGradA randomGammaGrad`.
 *
 *     P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt        Q = 1 − P
 *
 * Up to x = max(1, a) P is a power series, beyond Q a continued fraction: xᵃ e⁻ˣ / Γ(a) · S / a and xᵃ e⁻ˣ / Γ(a) · F.
 */
import { customJvp } from "../control/custom/customJvp.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import {
  abs,
  add,
  and,
  digamma,
  div,
  eq,
  exp,
  ge,
  gt,
  le,
  lgamma,
  log,
  lt,
  mul,
  neg,
  or,
  sub,
} from "../primitives/index.ts";
import { jvp } from "../transforms/jvp.ts";
import { alikeFloats, isNan, someHolds, where } from "./alike.ts";

const precision = 2 ** -23;
const longest = 2000;

/** S = 1 + x/(a+1) + x²/((a+1)(a+2)) + … */
function series(a: JaxArray, x: JaxArray): JaxArray {
  const [, , , sum] = whileLoop(
    ([n, , term, sum]: JaxArray[]) => and(lt(n!, longest), someHolds(gt(abs(term!), mul(abs(sum!), precision)))),
    ([n, r, term, sum]: JaxArray[]) => {
      const next = add(r!, 1);
      const last = mul(term!, div(x, next));
      return [add(n!, 1), next, last, add(sum!, last)];
    },
    [scalar(0, "int32"), a, add(mul(x, 0), 1), add(mul(x, 0), 1)],
  ) as JaxArray[];
  return sum!;
}

/** F = 1/(x+1−a − 1(1−a)/(x+3−a − 2(2−a)/(x+5−a − …))), from the front by Lentz' method. */
function fraction(a: JaxArray, x: JaxArray): JaxArray {
  const b = sub(add(x, 1), a);
  const first = div(1, b);
  const [, , , , , value] = whileLoop(
    ([n, , , , step]: JaxArray[]) => and(lt(n!, longest), someHolds(gt(abs(sub(step!, 1)), precision))),
    ([n, b, c, d, , value]: JaxArray[]) => {
      const count = add(n!, 1);
      const numerator = mul(count, sub(a, count));
      const bottom = add(b!, 2);
      const below = div(1, add(mul(numerator, d!), bottom));
      const above = add(bottom, div(numerator, c!));
      const step = mul(below, above);
      return [count, bottom, above, below, step, mul(value!, step)];
    },
    [scalar(0, "float32"), b, add(mul(b, 0), 1e30), first, mul(b, 0), first],
  ) as JaxArray[];
  return value!;
}

/** What all four functions need of a and x. */
function parts(a: JaxArray, x: JaxArray) {
  const isHigh = and(ge(x, 1), gt(x, a));
  const isInfinite = eq(x, Number.POSITIVE_INFINITY);
  const isBad = or(or(lt(x, 0), lt(a, 0)), or(or(isNan(a), isNan(x)), and(eq(a, 0), eq(x, 0))));
  // the half that is not taken computes something harmless
  const unused = or(isBad, or(isInfinite, or(eq(a, 0), eq(x, 0))));
  const asLow = or(unused, isHigh);
  const asHigh = or(unused, le(x, a));
  const low = { a: where(asLow, 1, a), x: where(asLow, 1, x) };
  const notHigh = or(asHigh, lt(x, 1));
  const high = { a: where(notHigh, 1, a), x: where(notHigh, 2, x) };
  const safe = { a: where(unused, 1, a), x: where(unused, 1, x) };
  const weight = exp(sub(sub(mul(safe.a, log(safe.x)), safe.x), lgamma(safe.a)));
  return { isHigh, isInfinite, isBad, low, high, safe, weight };
}

/** P, or Q. */
function regularized(a: JaxArray, x: JaxArray, isUpper: boolean): JaxArray {
  const { isHigh, isInfinite, isBad, low, high, safe, weight } = parts(a, x);
  const p = div(mul(weight, series(low.a, low.x)), safe.a);
  const q = mul(weight, fraction(high.a, high.x));
  const value = isUpper ? where(isHigh, q, sub(1, p)) : where(isHigh, sub(1, q), p);
  const [none, all] = isUpper ? [1, 0] : [0, 1];
  const atEnds = where(eq(x, 0), none, where(or(isInfinite, eq(a, 0)), all, value));
  return where(isBad, Number.NaN, atEnds);
}

/** S or F with its derivative by a. */
function withSlope(
  f: (a: JaxArray, x: JaxArray) => JaxArray,
  { a, x }: { a: JaxArray; x: JaxArray },
): [JaxArray, JaxArray] {
  const [value, slope] = jvp((given: JaxArray) => f(given, x), [a], [add(mul(a, 0), 1)]);
  return [value as JaxArray, slope as JaxArray];
}

/** ∂P/∂a divided by xᵃ e⁻ˣ / Γ(a). */
function relativeSlope({ isHigh, low, high }: ReturnType<typeof parts>): JaxArray {
  const [s, ds] = withSlope(series, low);
  const [f, df] = withSlope(fraction, high);
  const below = div(add(ds, mul(s, sub(log(low.x), digamma(add(low.a, 1))))), low.a);
  const above = neg(add(df, mul(f, sub(log(high.x), digamma(high.a)))));
  return where(isHigh, above, below);
}

function slopeByA(a: JaxArray, x: JaxArray): JaxArray {
  const found = parts(a, x);
  const value = mul(found.weight, relativeSlope(found));
  const atEnds = where(or(eq(x, 0), found.isInfinite), 0, value);
  return where(or(found.isBad, eq(a, 0)), Number.NaN, atEnds);
}

/** ∂P/∂x, the density of the gamma distribution. */
function density(a: JaxArray, x: JaxArray): JaxArray {
  return exp(sub(sub(mul(sub(a, 1), log(x)), x), lgamma(a)));
}

const lower = customJvp((a: JaxArray, x: JaxArray) => regularized(a, x, false));
lower.defjvps(
  (da: JaxArray, _: JaxArray, a: JaxArray, x: JaxArray) => mul(da, slopeByA(a, x)),
  (dx: JaxArray, _: JaxArray, a: JaxArray, x: JaxArray) => mul(dx, density(a, x)),
);
const upper = customJvp((a: JaxArray, x: JaxArray) => regularized(a, x, true));
upper.defjvps(
  (da: JaxArray, _: JaxArray, a: JaxArray, x: JaxArray) => neg(mul(da, slopeByA(a, x))),
  (dx: JaxArray, _: JaxArray, a: JaxArray, x: JaxArray) => neg(mul(dx, density(a, x))),
);

/**
 * The regularized lower incomplete gamma function P(a, x): the distribution function of a gamma variable with shape a. 0 at x = 0, 1 at ∞;
 * NaN where a or x is negative. Differentiable in both.
 *
 * @param a float array, ≥ 0
 * @param x float array of the same shape and dtype, ≥ 0
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.igamma(jnp.float32([1, 2.5]), jnp.float32([1, 4])), [0.6321206, 0.843764]);
 */
export function igamma(a: ArrayLike, x: ArrayLike): JaxArray {
  const [[shape, at], back] = alikeFloats("take igamma", a, x);
  return back(lower(shape!, at!) as JaxArray);
}

/**
 * The regularized upper incomplete gamma function Q(a, x) = 1 − P(a, x), exact also where it is small.
 *
 * @param a float array, ≥ 0
 * @param x float array of the same shape and dtype, ≥ 0
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.igammac(jnp.float32([1, 1]), jnp.float32([1, 20])), [0.36787944, 2.0611537e-9]);
 */
export function igammac(a: ArrayLike, x: ArrayLike): JaxArray {
  const [[shape, at], back] = alikeFloats("take igammac", a, x);
  return back(upper(shape!, at!) as JaxArray);
}

/**
 * The derivative of P(a, x) by a.
 *
 * @param a float array, > 0
 * @param x float array of the same shape and dtype, ≥ 0
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.igammaGradA(jnp.float32([1]), jnp.float32([1])), [-0.4317], { atol: 1e-3 });
 */
export function igammaGradA(a: ArrayLike, x: ArrayLike): JaxArray {
  const [[shape, at], back] = alikeFloats("take igammaGradA", a, x);
  return back(slopeByA(shape!, at!));
}

/**
 * How a sample x of a gamma distribution moves with its shape a, when its place among all samples stays: −(∂P/∂a) / (∂P/∂x).
 *
 * @param a float array, > 0
 * @param x float array of the same shape and dtype, ≥ 0
 * @returns the derivatives; 0 at x = 0, NaN where a is not positive
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.randomGammaGrad(jnp.float32([1]), jnp.float32([1])), [1.1736], { atol: 1e-3 });
 */
export function randomGammaGrad(a: ArrayLike, x: ArrayLike): JaxArray {
  const [[shape, at], back] = alikeFloats("take randomGammaGrad", a, x);
  const found = parts(shape!, at!);
  const value = neg(mul(at!, relativeSlope(found)));
  return back(where(or(found.isBad, eq(shape!, 0)), Number.NaN, where(eq(at!, 0), 0, value)));
}
