/** `nextafter`: the neighbour of a float. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
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
  const word = from.dtype === "float32" ? "int32" : "int16";
  const sign = scalar(word === "int32" ? -(2 ** 31) : -(2 ** 15), word);
  const asBits = (a: JaxArray) => lax.bitcastConvertType(a, { newDtype: word });
  const asFloat = (a: JaxArray) => lax.bitcastConvertType(a, { newDtype: from.dtype });
  const bits = asBits(from);
  // away from zero the bits grow by one, towards it they shrink
  const towardsZero = lax.or(lax.lt(lax.abs(to), lax.abs(from)), lax.ne(lax.lt(from, 0), lax.lt(to, 0)));
  const stepped = asFloat(lax.add(bits, lax.selectN(towardsZero, scalar(1, word), scalar(-1, word))));
  const fromZero = asFloat(lax.or(lax.and(asBits(to), sign), scalar(1, word)));
  const moved = lax.selectN(lax.eq(from, 0), stepped, fromZero);
  const settled = lax.selectN(lax.eq(from, to), moved, to);
  const isNan = lax.or(lax.ne(from, from), lax.ne(to, to));
  return lax.selectN(isNan, settled, Number.NaN);
}
