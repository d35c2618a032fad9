/** `normal`: numbers of the standard normal distribution. */

import { jit } from "../control/jit.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import * as lax from "../primitives/index.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { type AnyFloatOptions, checkFloat, halvesBetween, isHalf, uniformIn } from "./uniform.ts";

/** The float32 above −1: erfInv(−1) would be −∞. */
const aboveMinusOne = -1 + 2 ** -24;

/**
 * Numbers of the normal distribution with mean 0 and variance 1.
 *
 *     x = √2 erf⁻¹(u)        u uniform in (−1, 1)
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, for several keys, and for a dtype that is not a float
 * @example
 * assertAllClose(random.normal(random.key(0), [2]), [1.6226422, 2.0252647]);
 */
export function normal(key: Key, shape: Shape | number = [], options: AnyFloatOptions = {}): JaxArray {
  const dtype = options.dtype ? dtypeOf(options.dtype) : "float32";
  if (isHalf(dtype))
    return drawHalves(keyOf("draw normal numbers", key).key, shapeOf("draw normal numbers", shape), dtype);
  checkFloat("draw normal numbers", options.dtype);
  return draw(keyOf("draw normal numbers", key).key, shapeOf("draw normal numbers", shape));
}

/** f32[shape] of the standard normal distribution; for use inside jitted functions too. */
export function normalIn(key: JaxArray, shape: Shape): JaxArray {
  return lax.mul(Math.SQRT2, lax.erfInv(uniformIn(key, shape, aboveMinusOne, 1)));
}

const drawHalves: (key: JaxArray, shape: Shape, dtype: "float16" | "bfloat16") => JaxArray = jit(
  function normal(key: JaxArray, shape: Shape, dtype: "float16" | "bfloat16"): JaxArray {
    const above = -1 + (dtype === "float16" ? 2 ** -11 : 2 ** -8);
    const unit = halvesBetween(key, scalar(above, dtype), scalar(1, dtype), shape, dtype);
    return lax.mul(scalar(Math.SQRT2, dtype), lax.erfInv(unit));
  },
  { staticArgnums: [1, 2], inline: true },
);

const draw: (key: JaxArray, shape: Shape) => JaxArray = jit(
  function normal(key: JaxArray, shape: Shape): JaxArray {
    return normalIn(key, shape);
  },
  { staticArgnums: 1, inline: true },
);
