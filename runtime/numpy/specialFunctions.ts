/** `sinc heaviside i0 logaddexp2 fabs`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { broadcastArrays } from "./broadcast.ts";
import { floatOne, floatPair } from "./operands.ts";

/**
 * sin πx / πx, and 1 at 0.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.sinc(jnp.array([0, 0.5])), [1, 2 / Math.PI]);
 */
export function sinc(x: ArrayLike): JaxArray {
  const a = lax.mul(floatOne("take the sinc of", x), Math.PI);
  const isZero = lax.eq(a, 0);
  // near 0 by its series, so that derivatives exist there too
  const safe = lax.selectN(isZero, a, 1);
  const squared = lax.square(a);
  const series = lax.sub(1, lax.mul(squared, lax.sub(1 / 6, lax.mul(squared, 1 / 120))));
  return lax.selectN(isZero, lax.div(lax.sin(safe), safe), series);
}

/**
 * 0 below 0, 1 above, and x2 at 0.
 *
 * @param x1 array or number
 * @param x2 the value at 0: array or number, of a shape that broadcasts with `x1`
 * @returns the steps, float32; NaN for NaN
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.heaviside(jnp.array([-1, 0, 3]), 0.5), "[0.  0.5 1. ]");
 */
export function heaviside(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, atZero] = broadcastArrays(...floatPair("step at", x1, x2)) as [JaxArray, JaxArray];
  const zero = lax.mul(lax.abs(lax.sign(a)), 0);
  return lax.selectN(lax.eq(a, 0), lax.selectN(lax.gt(a, 0), zero, 1), atZero);
}

/**
 * The modified Bessel function of order 0.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.i0(1), 1.2660658);
 */
export function i0(x: ArrayLike): JaxArray {
  const a = floatOne("take the Bessel function of", x);
  return lax.mul(lax.exp(lax.abs(a)), lax.besselI0e(a));
}

/**
 * log₂(2ˣ + 2ʸ), element by element, without overflow.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the results, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertAllClose(jnp.logaddexp2(1000, 1000), 1001);
 */
export function logaddexp2(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = floatPair("add powers of two of", x1, x2);
  const ln2 = scalar(Math.LN2, a.dtype);
  const larger = lax.max(a, b);
  const distance = lax.sub(a, b);
  const sum = lax.add(larger, lax.div(lax.log1p(lax.exp(lax.neg(lax.mul(lax.abs(distance), ln2)))), ln2));
  // ∞ − ∞
  return lax.selectN(lax.ne(distance, distance), sum, lax.add(a, b));
}

/**
 * |x| as a float.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertEqual(jnp.fabs(-3), "3.0");
 */
export function fabs(x: ArrayLike): JaxArray {
  return lax.abs(floatOne("take the absolute value of", x));
}
