/** `where`: a choice for each element. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { align, broadcastArrays } from "./broadcast.ts";
import { isKey, onWords } from "./keys.ts";
import { truth } from "./logical.ts";
import { nonzero, type SizeOptions } from "./nonzero.ts";
import { lift, promote } from "./promote.ts";

/**
 * The element of x where the condition holds, else that of y. Both are computed; gradients flow only to the chosen one.
 *
 * @param condition bool array, or numbers that count as true where they are not 0
 * @param x array or number for true; keys of `jax.random` as well
 * @param y array or number for false
 * @returns the chosen elements, in the promoted dtype of `x` and `y`, of the shape that all three broadcast to; without `x` and `y`
 *   the places where the condition holds, as `jnp.nonzero(condition, options)`
 * @throws TypeError when the shapes do not broadcast
 * @example
 * const x = jnp.array([-1.5, 2]);
 * assertEqual(jnp.where(x.greater(0), x, 0), "[0. 2.]");
 */
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): JaxArray;
export function where(condition: ArrayLike, options?: SizeOptions): JaxArray[];
export function where(condition: ArrayLike, x?: ArrayLike | SizeOptions, y?: ArrayLike): JaxArray | JaxArray[] {
  if (y === undefined) return nonzero(condition, x as SizeOptions | undefined);
  const which = truth(lift("choose by", condition));
  if (x instanceof JaxArray && y instanceof JaxArray && isKey(x) && isKey(y)) {
    const [picks, first, second] = broadcastArrays(which, x, y) as [JaxArray, JaxArray, JaxArray];
    const ofWords = { shape: [...picks.shape, 2], broadcastDimensions: picks.shape.map((_, axis) => axis) };
    return onWords(first, (words) => lax.selectN(lax.broadcastInDim(picks, ofWords), lax.randomUnwrap(second), words));
  }
  const cases = promote("choose from", x as ArrayLike, y);
  const [c, a, b] = align("choose by", [which, ...cases]) as [JaxArray, JaxArray, JaxArray];
  return lax.selectN(c, b, a);
}
