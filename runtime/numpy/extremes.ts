/** `maximum minimum clip`: the larger, the smaller, and values brought into an interval. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { broadcastArrays } from "./broadcast.ts";
import { one, pair } from "./operands.ts";
import { iscomplexobj } from "./realParts.ts";

/**
 * The larger of x and y, element by element; NaN if one is NaN. At a tie each gets half of the derivative.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the larger elements, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.maximum(jnp.array([-1, 2]), 0), "[0 2]");
 */
export function maximum(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.max(...pair("take the maximum of", x, y));
}

/**
 * The smaller of x and y, element by element; NaN if one is NaN. At a tie each gets half of the derivative.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the smaller elements, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.minimum(jnp.array([-1, 2]), 0), "[-1  0]");
 */
export function minimum(x: ArrayLike, y: ArrayLike): JaxArray {
  return lax.min(...pair("take the minimum of", x, y));
}

/**
 * min(max(x, low), high), element by element; a bound that is left out does not hold.
 *
 * @param arr array or number
 * @param min lower bounds: array or number; default none
 * @param max upper bounds: array or number; default none
 * @returns the elements in their interval, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.clip(jnp.array([-2, 0.5, 2]), -1, 1), "[-1.   0.5  1. ]");
 */
export function clip(arr: ArrayLike, min?: ArrayLike | null, max?: ArrayLike | null): JaxArray {
  let x = one("clip", arr);
  const complex = [x, min, max].find((operand) => operand !== null && operand !== undefined && iscomplexobj(operand));
  if (complex !== undefined)
    throw new TypeError("Cannot clip complex numbers: they have no order; take jnp.real(x) or jnp.imag(x) first");
  if (min !== null && min !== undefined) x = maximum(min, x);
  if (max !== null && max !== undefined) x = minimum(max, x);
  return x;
}

/**
 * The larger of x and y, element by element; of NaN and a number the number.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the larger elements, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.fmax(jnp.array([NaN, 2]), 1), "[1. 2.]");
 */
export function fmax(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return preferNumbers(lax.gt, "take the maximum of", x1, x2);
}

/**
 * The smaller of x and y, element by element; of NaN and a number the number.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the smaller elements, in the promoted dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.fmin(jnp.array([NaN, 2]), 1), "[1. 1.]");
 */
export function fmin(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return preferNumbers(lax.lt, "take the minimum of", x1, x2);
}

/** x where it wins or y is NaN, else y: so also −0 and 0 give y, as in JAX. */
function preferNumbers(wins: typeof lax.gt, action: string, x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = broadcastArrays(...pair(action, x, y)) as [JaxArray, JaxArray];
  return lax.selectN(lax.or(wins(a, b), lax.ne(b, b)), b, a);
}
