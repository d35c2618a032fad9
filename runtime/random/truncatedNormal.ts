/** `truncatedNormal`: normal numbers that stay within bounds. */

import { jit } from "../control/jit.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastShapes } from "../numpy/broadcast.ts";
import { clip } from "../numpy/extremes.ts";
import { shapeOf } from "../numpy/filled.ts";
import { nextafter } from "../numpy/nextafter.ts";
import { lift, operand } from "../numpy/promote.ts";
import * as lax from "../primitives/index.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { erfAsXla } from "./erfAsXla.ts";
import { checkFloat, type FloatOptions, uniformBetween, uniformIn } from "./uniform.ts";

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
  const [from, to] = [operand("draw from", lower), operand("draw to", upper)];
  if (typeof from !== "object" && typeof to !== "object") {
    return drawWithin(checked, Math.fround(Number(from)), Math.fround(Number(to)), shapeOf(action, shape ?? []));
  }
  const [low, high] = [from, to].map((x) => inDType(lift("draw between", x), "float32")) as [JaxArray, JaxArray];
  const own = broadcastShapes(low.shape, high.shape);
  const sizes = shape === null || shape === undefined ? own : shapeOf(action, shape);
  if (!sameShape(broadcastShapes(sizes, own), sizes)) {
    throw new TypeError(
      `Cannot draw truncated normal numbers of shape [${sizes}] with bounds of shape [${own}]: the bounds must broadcast to the shape`,
    );
  }
  return draw(checked, low, high, sizes);
}

const action = "draw truncated normal numbers";
const root2 = Math.fround(Math.SQRT2);

/** With numbers as bounds everything that depends on them alone is computed here. */
const drawWithin: (key: JaxArray, lower: number, upper: number, shape: Shape) => JaxArray = jit(
  function truncatedNormal(key: JaxArray, lower: number, upper: number, shape: Shape): JaxArray {
    const end = (bound: number) => erfAsXla(Math.fround(bound / root2));
    const x = lax.mul(Math.SQRT2, lax.erfInv(uniformIn(key, shape, end(lower), end(upper))));
    return clip(x, neighbour(lower, Number.POSITIVE_INFINITY), neighbour(upper, Number.NEGATIVE_INFINITY));
  },
  { staticArgnums: [1, 2, 3], inline: true },
);

/** The next float32 on the way to ±∞. */
function neighbour(x: number, towards: number): JaxArray {
  const bits = new Int32Array(Float32Array.of(x === 0 ? 0 : x).buffer);
  const next =
    x === 0
      ? Math.sign(towards) * 2 ** -149
      : new Float32Array(Int32Array.of(bits[0]! + (x > 0 === towards > 0 ? 1 : -1)).buffer)[0]!;
  return scalar(next, "float32");
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
