/** `logaddexp`: a sum of exponentials, on the scale of logarithms. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { logaddexp as logaddexpOf } from "../primitives/index.ts";
import { floatPair } from "./operands.ts";

/**
 * log(eˣ + eʸ), element by element, without overflow.
 *
 * @param x1 array or number
 * @param x2 array or number, of a shape that broadcasts with `x1`
 * @returns the results, float32
 * @throws TypeError when the shapes do not broadcast
 * @example
 * assertAllClose(jnp.logaddexp(1000, 1000), 1000 + Math.log(2));
 */
export function logaddexp(x1: ArrayLike, x2: ArrayLike): JaxArray {
  return logaddexpOf(...floatPair("add exponentials of", x1, x2));
}
