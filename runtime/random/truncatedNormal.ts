/** `truncatedNormal`: normal numbers that stay within bounds. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { jit } from "../control/jit.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { clip } from "../numpy/extremes.ts";
import { shapeOf } from "../numpy/filled.ts";
import { nextafter } from "../numpy/nextafter.ts";
import { lift } from "../numpy/promote.ts";
import * as lax from "../primitives/index.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { checkFloat, type FloatOptions, uniformBetween } from "./uniform.ts";

/**
 * Numbers of the standard normal distribution that lie in (lower, upper).
 *
 *     x = √2 erf⁻¹(u)        u uniform in (erf(lower/√2), erf(upper/√2))
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param lower lower bound: a number, or an array that broadcasts to the shape
 * @param upper upper bound: a number, or an array that broadcasts to the shape
 * @param shape axis sizes; default that of the bounds
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, for several keys, for bounds that do not broadcast to the shape, and for a dtype that is not
 *   a float
 * @example
 * const x = random.truncatedNormal(random.key(0), -2, 2, [1000]);
 * assertEqual(jnp.all(jnp.abs(x).less(2)), "True");
 */
export function truncatedNormal(
  key: Key,
  lower: ArrayLike,
  upper: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  checkFloat("draw truncated normal numbers", options.dtype);
  const checked = keyOf("draw truncated normal numbers", key).key;
  const [low, high] = [lift("draw from", lower), lift("draw to", upper)].map((x) => inDType(x, "float32")) as [
    JaxArray,
    JaxArray,
  ];
  const own = broadcastShapes(low.shape, high.shape);
  const sizes = shape === null || shape === undefined ? own : shapeOf("draw truncated normal numbers", shape);
  if (!sameShape(broadcastShapes(sizes, own), sizes)) {
    throw new TypeError(
      `Cannot draw truncated normal numbers of shape [${sizes}] with bounds of shape [${own}]: the bounds must broadcast to the shape`,
    );
  }
  return draw(checked, low, high, sizes);
}

const draw: (key: JaxArray, lower: JaxArray, upper: JaxArray, shape: Shape) => JaxArray = jit(
  function truncatedNormal(key: JaxArray, lower: JaxArray, upper: JaxArray, shape: Shape): JaxArray {
    const end = (bound: JaxArray) => lax.erf(lax.div(bound, Math.SQRT2));
    const u = uniformBetween(key, end(lower), end(upper), shape);
    const x = lax.mul(Math.SQRT2, lax.erfInv(u));
    const inside = (bound: JaxArray, towards: number) => nextafter(lax.stopGradient(bound), towards);
    return clip(x, inside(lower, Number.POSITIVE_INFINITY), inside(upper, Number.NEGATIVE_INFINITY));
  },
  { staticArgnums: 3, inline: true },
);
