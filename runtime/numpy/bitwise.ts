/** Bits of integers: `bitwiseAnd bitwiseOr bitwiseXor bitwiseNot invert leftShift rightShift`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { dtypes } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { numericPair, one, pair } from "./operands.ts";

/**
 * x ∧ y, bit by bit; of booleans the logical operation.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.bitwiseAnd(jnp.array([6, 3]), 2), "[2 2]");
 */
export function bitwiseAnd(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.and(...pair("combine the bits of", x, y));
}

/**
 * x ∨ y, bit by bit; of booleans the logical operation.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.bitwiseOr(jnp.array([4, 1]), 2), "[6 3]");
 */
export function bitwiseOr(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.or(...pair("combine the bits of", x, y));
}

/**
 * Exclusive or, bit by bit; of booleans the logical operation.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.bitwiseXor(jnp.array([6, 3]), 2), "[4 1]");
 */
export function bitwiseXor(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.xor(...pair("combine the bits of", x, y));
}

/**
 * x shifted left by y bits.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.leftShift(1, jnp.array([0, 3])), "[1 8]");
 */
export function leftShift(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.shiftLeft(...numericPair("shift", x, y));
}

/**
 * x shifted right by y bits: signed integers are filled with the sign, unsigned ones with 0.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.rightShift(jnp.array([8, -8]), 1), "[ 4 -4]");
 */
export function rightShift(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = numericPair("shift", x, y);
  return dtypes[a.dtype].kind === "uint" ? lax.shiftRightLogical(a, b) : lax.shiftRightArithmetic(a, b);
}

/**
 * ¬x, bit by bit; of booleans the logical operation.
 *
 * @param x array or number
 * @returns the results, in the dtype of `x`
 * @throws TypeError for floats
 * @example
 * assertEqual(jnp.bitwiseNot(jnp.array([0, 5])), "[-1 -6]");
 */
export function bitwiseNot(x: ArrayLike): JaxArray {
  return lax.not(one("invert", x));
}

/**
 * The same as `bitwiseNot`, by the name of the operator.
 *
 * @param x array or number
 * @returns the results, in the dtype of `x`
 * @throws TypeError for floats
 * @example
 * assertEqual(jnp.invert(jnp.array([0, 5])), "[-1 -6]");
 */
export function invert(x: ArrayLike): JaxArray {
  return bitwiseNot(x);
}

/**
 * The array API's name of `invert`.
 *
 * @param x array or number
 * @returns the results, in the dtype of `x`
 * @example
 * assertEqual(jnp.bitwiseInvert(jnp.array([0, 5])), "[-1 -6]");
 */
export function bitwiseInvert(x: ArrayLike): JaxArray {
  return bitwiseNot(x);
}

/**
 * The array API's name of `leftShift`.
 *
 * @param x array or number
 * @param y how many bits: array or number
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.bitwiseLeftShift(3, 2), "12");
 */
export function bitwiseLeftShift(x: ArrayLike, y: ArrayLike): JaxArray {
  return leftShift(x, y);
}

/**
 * The array API's name of `rightShift`.
 *
 * @param x array or number
 * @param y how many bits: array or number
 * @returns the results, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast, or for floats
 * @example
 * assertEqual(jnp.bitwiseRightShift(12, 2), "3");
 */
export function bitwiseRightShift(x: ArrayLike, y: ArrayLike): JaxArray {
  return rightShift(x, y);
}

/**
 * How many bits of |x| are 1.
 *
 * @param x array or number, of integers
 * @returns the counts, uint8
 * @throws TypeError for floats
 * @example
 * assertEqual(jnp.bitwiseCount(jnp.array([7, -8, 0])), "[3 1 0]");
 */
export function bitwiseCount(x: ArrayLike): JaxArray {
  const a = one("count the bits of", x);
  return inDType(lax.populationCount(dtypes[a.dtype].kind === "int" ? lax.abs(a) : a), "uint8");
}
