/** `nextafter`: the neighbour of a float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { nextafter as neighbour } from "../primitives/nextafter.ts";
import { floatPair } from "./operands.ts";

/**
 * The float next to x on the way to y; x itself where both are equal, NaN where one is NaN.
 *
 * @param x array or number
 * @param y array or number, of a shape that broadcasts with `x`
 * @returns the neighbours, in the promoted float dtype
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertEqual(jnp.nextafter(1, 2), "1.0000001");
 * assertEqual(jnp.nextafter(0, -1), "-1e-45");
 */
export function nextafter(x: ArrayLike, y: ArrayLike): JaxArray {
  const [from, to] = floatPair("step from", x, y);
  return neighbour(from, to);
}
