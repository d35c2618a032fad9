/** Roots and lengths: `cbrt hypot`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { floatOne, floatPair } from "./operands.ts";

/**
 * ∛x, of negative numbers too.
 *
 * @param x array or number
 * @returns the results, float32
 * @example
 * assertAllClose(jnp.cbrt(jnp.array([27, -8])), [3, -2]);
 */
export function cbrt(x: ArrayLike): JaxArray {
  return lax.cbrt(floatOne("take the cube root of", x));
}

/**
 * √(x1² + x2²), without overflow.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the lengths, float32; ∞ where one is infinite, also beside NaN
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.hypot(3, 4), "5.0");
 */
export function hypot(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = floatPair("take the length of", x1, x2).map((x) => lax.abs(x)) as [JaxArray, JaxArray];
  const isInfinite = lax.or(lax.eq(a, Number.POSITIVE_INFINITY), lax.eq(b, Number.POSITIVE_INFINITY));
  const [long, short] = [lax.max(a, b), lax.min(a, b)];
  const isZero = lax.eq(long, 0);
  const ratio = lax.div(short, lax.selectN(isZero, long, 1));
  const length = lax.mul(long, lax.sqrt(lax.add(1, lax.square(ratio))));
  return lax.selectN(isInfinite, lax.selectN(isZero, length, long), Number.POSITIVE_INFINITY);
}
