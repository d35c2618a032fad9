/** Arithmetic: `add subtract multiply divide negative positive abs sign square reciprocal`. Operands broadcast and promote. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { dtypes } from "../types/dtype.ts";
import { floatOne, floatPair, numericOne, one, pair } from "./operands.ts";

/**
 * x + y, element by element; `or` for booleans. Integers wrap around.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the sums, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.add(jnp.array([1, 2]), 0.5), "[1.5 2.5]");
 */
export function add(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("add", x, y);
  return a.dtype === "bool" ? lax.or(a, b) : lax.add(a, b);
}

/**
 * x − y, element by element. Integers wrap around.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the differences, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for booleans
 * @example
 * assertEqual(jnp.subtract(5, jnp.array([1, 2])), "[4 3]");
 */
export function subtract(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("subtract", x, y);
  return lax.sub(a, b);
}

/**
 * x · y, element by element; `and` for booleans. Integers wrap around.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the products, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.multiply(jnp.array([[1], [2]]), jnp.array([3, 4])), "[[3 4]\n [6 8]]");
 */
export function multiply(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pair("multiply", x, y);
  return a.dtype === "bool" ? lax.and(a, b) : lax.mul(a, b);
}

/**
 * x / y, element by element, always as floats; ±∞ or NaN where y is 0.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the quotients, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.divide(jnp.array([1, 2]), 2), "[0.5 1. ]");
 */
export function divide(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [a, b] = floatPair("divide", x1, x2);
  return lax.div(a, b);
}

/**
 * The same as `divide`, by NumPy's other name.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the quotients, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.trueDivide(1, 4), "0.25");
 */
export function trueDivide(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return divide(x1, x2);
}

/**
 * −x.
 *
 * @param x array or number
 * @returns the negated elements
 * @throws TypeError for booleans
 * @example
 * assertEqual(jnp.negative(jnp.array([1, -2])), "[-1  2]");
 */
export function negative(x: ArrayLike): JaxArray {
  return lax.neg(one("negate", x));
}

/**
 * +x: the array itself.
 *
 * @param x array or number
 * @returns the array
 * @example
 * assertEqual(jnp.positive(3), "3");
 */
export function positive(x: ArrayLike): JaxArray {
  return one("take", x);
}

/**
 * |x|. Its derivative at 0 is 0.
 *
 * @param x array or number
 * @returns the absolute values; booleans and unsigned integers as they are
 * @example
 * assertEqual(jnp.absolute(jnp.array([-1.5, 2])), "[1.5 2. ]");
 */
export function absolute(x: ArrayLike): JaxArray {
  const a = one("take the absolute value of", x);
  return a.dtype === "bool" || dtypes[a.dtype].kind === "uint" ? a : lax.abs(a);
}

/**
 * |x|, the short name of `absolute`.
 *
 * @param x array or number
 * @returns the absolute values; booleans and unsigned integers as they are
 * @example
 * assertEqual(jnp.abs(-3), "3");
 */
export function abs(x: ArrayLike): JaxArray {
  return absolute(x);
}

/**
 * −1, 0 or 1 by the sign of x; NaN stays NaN.
 *
 * @param x array or number
 * @returns the signs, in the dtype of `x`
 * @throws TypeError for booleans
 * @example
 * assertEqual(jnp.sign(jnp.array([-2.5, 0, 7])), "[-1.  0.  1.]");
 */
export function sign(x: ArrayLike): JaxArray {
  return lax.sign(one("take the sign of", x));
}

/**
 * x².
 *
 * @param x array or number
 * @returns the squares; of booleans as int32
 * @example
 * assertEqual(jnp.square(jnp.array([2, -3])), "[4 9]");
 */
export function square(x: ArrayLike): JaxArray {
  return lax.square(numericOne("square", x));
}

/**
 * 1 / x.
 *
 * @param x array or number
 * @returns the reciprocals, float32
 * @example
 * assertEqual(jnp.reciprocal(jnp.array([2, 4])), "[0.5  0.25]");
 */
export function reciprocal(x: ArrayLike): JaxArray {
  return lax.integerPow(floatOne("invert", x), { y: -1 });
}
