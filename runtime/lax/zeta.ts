/** `jax.lax`: sums of powers: the zeta function of Hurwitz, and with it `polygamma`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import {
  abs,
  add,
  and,
  digamma,
  div,
  eq,
  exp,
  floor,
  le,
  lgamma,
  lt,
  min,
  mul,
  ne,
  neg,
  or,
  pow,
  rem,
  sub,
} from "../primitives/index.ts";
import { polygammaOne } from "../primitives/polygammaOne.ts";
import { alikeFloats, where } from "./alike.ts";

/** Terms that are added one by one. */
const terms = 10;
/** B₂ⱼ / (2j)! for j = 1, 2, … */
const bernoulli = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000];
/** From this exponent on the terms that are left are too small to count. */
const largest = 60;

/** t⁻ˣ; for negative t, x is whole. */
function inversePower(t: JaxArray, x: JaxArray): JaxArray {
  const size = pow(abs(t), neg(x));
  const isOdd = ne(rem(x, 2), 0);
  return where(and(lt(t, 0), isOdd), neg(size), size);
}

/** Euler's and Maclaurin's formula: some terms, then the integral of the rest with its corrections. */
function sum(x: JaxArray, q: JaxArray): JaxArray {
  let total = inversePower(q, x);
  for (let k = 1; k < terms; k++) total = add(total, inversePower(add(q, k), x));
  const s = min(x, largest);
  const a = add(q, terms);
  const first = inversePower(a, s);
  let corrections = add(div(a, sub(s, 1)), 0.5);
  let factor = div(s, a);
  bernoulli.forEach((coefficient, j) => {
    corrections = add(corrections, mul(coefficient, factor));
    factor = mul(factor, div(mul(add(s, 2 * j + 1), add(s, 2 * j + 2)), mul(a, a)));
  });
  return add(total, mul(first, corrections));
}

/** ζ(x, q) where it is defined, and what it is elsewhere. */
function hurwitz(x: JaxArray, q: JaxArray): JaxArray {
  const isWhole = eq(x, floor(x));
  const isPole = and(le(q, 0), eq(q, floor(q)));
  const isEven = and(isWhole, eq(rem(x, 2), 0));
  const isUnknown = or(lt(x, 1), or(and(lt(q, 0), eq(isWhole, false)), and(isPole, eq(isEven, false))));
  const isInfinite = or(eq(x, 1), and(isPole, isEven));
  const skipped = or(isUnknown, isInfinite);
  const value = sum(where(skipped, 2, x), where(skipped, 1, q));
  return where(isInfinite, Number.POSITIVE_INFINITY, where(isUnknown, Number.NaN, value));
}

/**
 * The zeta function of Hurwitz, ζ(x, q) = Σ (q + k)⁻ˣ over k = 0, 1, …
 *
 * @param x float array, > 1; ∞ at 1, NaN below
 * @param q float array of the same shape and dtype; > 0, or for whole x > −10 and not whole
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.zeta(jnp.float32([2, 4]), 1), [Math.PI ** 2 / 6, Math.PI ** 4 / 90]);
 */
export function zeta(x: ArrayLike, q: ArrayLike): JaxArray {
  const [[s, start], back] = alikeFloats("take zeta", x, q);
  return back(hurwitz(s!, start!));
}

/**
 * The derivative of order m + 1 of log Γ(x): m = 0 is `digamma`, m = 1 its derivative, and so on.
 *
 * @param m number, or float array of the shape and dtype of `x`, of whole numbers ≥ 0; NaN for others
 * @param x float array
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertAllClose(lax.polygamma(1, jnp.array([1.0, 2.5])), [1.6449341, 0.49035776]);
 * assertAllClose(lax.polygamma(jnp.float32([0, 3]), jnp.float32([1, 1])), [-0.5772157, Math.PI ** 4 / 15]);
 */
export function polygamma(m: number | ArrayLike, x: ArrayLike): JaxArray {
  if (m === 0) return digamma(asArray(x));
  if (m === 1) return polygammaOne(asArray(x));
  const [[order, at], back] = alikeFloats("take polygamma", m as ArrayLike, x);
  const isZero = eq(order!, 0);
  const isBad = or(lt(order!, 0), ne(order!, floor(order!)));
  const n = where(or(isZero, isBad), 1, order!);
  const size = mul(exp(lgamma(add(n, 1))), hurwitz(add(n, 1), at!));
  const value = where(eq(rem(n, 2), 0), neg(size), size);
  return back(where(isBad, Number.NaN, where(isZero, digamma(at!), value)));
}
