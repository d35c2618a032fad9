/** Comparisons: `equal notEqual less lessEqual greater greaterEqual`. Operands broadcast and promote; results are bool. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { isComplex } from "../types/dtype.ts";
import { pair } from "./operands.ts";

/**
 * Whether x = y, element by element. False where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.equal(jnp.array([1, 2]), 2), "[False  True]");
 */
export function equal(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.eq(...pair("compare", x, y));
}

/**
 * Whether x ≠ y, element by element. True where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.notEqual(jnp.array([1, 2]), 2), "[ True False]");
 */
export function notEqual(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.ne(...pair("compare", x, y));
}

/**
 * Whether x < y, element by element. False where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.less(jnp.array([1, 2]), 2), "[ True False]");
 */
export function less(x: ArrayLike, y: ArrayLike): JaxArray {
  return inOrder(lax.lt, ...pair("compare", x, y));
}

/**
 * Whether x ≤ y, element by element. False where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.lessEqual(jnp.array([1, 2, 3]), 2), "[ True  True False]");
 */
export function lessEqual(x: ArrayLike, y: ArrayLike): JaxArray {
  return inOrder(lax.le, ...pair("compare", x, y));
}

/**
 * Whether x > y, element by element. False where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.greater(jnp.array([1, 2]), 1), "[False  True]");
 */
export function greater(x: ArrayLike, y: ArrayLike): JaxArray {
  return inOrder(lax.gt, ...pair("compare", x, y));
}

/**
 * Whether x ≥ y, element by element. False where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns bool, of the broadcast shape
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.greaterEqual(jnp.array([1, 2, 3]), 2), "[False  True  True]");
 */
export function greaterEqual(x: ArrayLike, y: ArrayLike): JaxArray {
  return inOrder(lax.ge, ...pair("compare", x, y));
}

/** Complex numbers are ordered by their real parts, where these are equal by their imaginary ones, as in NumPy. */
function inOrder(compare: typeof lax.lt, x: JaxArray, y: JaxArray): JaxArray {
  if (!isComplex(x.dtype)) return compare(x, y);
  const [a, b] = [lax.real(x), lax.real(y)];
  const byReal = compare === lax.lt || compare === lax.le ? lax.lt(a, b) : lax.gt(a, b);
  return lax.or(byReal, lax.and(lax.eq(a, b), compare(lax.imag(x), lax.imag(y))));
}
