/** `uniform`: numbers spread evenly over an interval. */

import { jit } from "../control/jit.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastTo } from "../numpy/broadcast.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import { lift, operand } from "../numpy/promote.ts";
import * as lax from "../primitives/index.ts";
import type { DType } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { multiplyAdd } from "./multiplyAdd.ts";
import { unitFloats, unitHalves } from "./randomBits.ts";

/** Options of draws of floats of 16 or 32 bits. */
export interface AnyFloatOptions {
  /** `"float32"`, `"float16"` or `"bfloat16"`; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Options of draws of floats. */
export interface FloatOptions {
  /** `"float32"`. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Options of `uniform`. */
export interface UniformOptions extends AnyFloatOptions {
  /** Lower end, which is drawn too; default 0. */
  readonly minval?: ArrayLike | undefined;
  /** Upper end, which is not drawn; default 1. */
  readonly maxval?: ArrayLike | undefined;
}

/** Throws `TypeError` for a dtype that is not a float. */
export function checkFloat(action: string, dtype: DTypeLike | null | undefined): void {
  if (dtype === null || dtype === undefined || dtypeOf(dtype) === "float32") return;
  throw new TypeError(`Cannot ${action} as ${dtypeOf(dtype)}: the dtype must be float32`);
}

/**
 * Numbers spread evenly over [minval, maxval).
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `minval`: lower end, default 0; `maxval`: upper end, default 1; both numbers, or arrays that broadcast to the shape;
 *   `dtype`
 * @returns f32[shape]
 * @throws TypeError for what is no key, for several keys, and for a dtype that is not a float
 * @example
 * assertEqual(random.uniform(random.key(0), [2]), "[0.947667  0.9785799]");
 */
export function uniform(key: Key, shape: Shape | number = [], options: UniformOptions = {}): JaxArray {
  const dtype = options.dtype ? dtypeOf(options.dtype) : "float32";
  if (isHalf(dtype)) {
    const ends = [options.minval ?? 0, options.maxval ?? 1].map((x) => inDType(lift("draw from", x), dtype));
    const half = keyOf("draw uniform numbers", key).key;
    return drawHalves(half, ends[0]!, ends[1]!, shapeOf("draw uniform numbers", shape), dtype);
  }
  checkFloat("draw uniform numbers", options.dtype);
  const { minval = 0, maxval = 1 } = options;
  const [low, high] = [operand("draw from", minval), operand("draw to", maxval)];
  const checked = keyOf("draw uniform numbers", key).key;
  const sizes = shapeOf("draw uniform numbers", shape);
  if (typeof low === "object" || typeof high === "object")
    return drawBetween(checked, lift("draw from", low), lift("draw to", high), sizes);
  return draw(checked, sizes, Number(low), Number(high));
}

/** Whether a dtype is a float of 16 bits. */
export function isHalf(dtype: DType): dtype is "float16" | "bfloat16" {
  return dtype === "float16" || dtype === "bfloat16";
}

/** [shape] of a dtype of 16 bits in [low, high), of that dtype; for use inside jitted functions too. */
export function halvesBetween(
  key: JaxArray,
  low: JaxArray,
  high: JaxArray,
  shape: Shape,
  dtype: "float16" | "bfloat16",
): JaxArray {
  const [min, max] = [low, high].map((x) => broadcastTo(x, shape)) as [JaxArray, JaxArray];
  const spread = lax.mul(unitHalves(key, shape, dtype), lax.sub(max, min));
  return lax.max(min, lax.add(spread, min));
}

const drawHalves: (
  key: JaxArray,
  low: JaxArray,
  high: JaxArray,
  shape: Shape,
  dtype: "float16" | "bfloat16",
) => JaxArray = jit(
  function uniform(
    key: JaxArray,
    low: JaxArray,
    high: JaxArray,
    shape: Shape,
    dtype: "float16" | "bfloat16",
  ): JaxArray {
    return halvesBetween(key, low, high, shape, dtype);
  },
  { staticArgnums: [3, 4], inline: true },
);

/** f32[shape] in [low, high) with known ends; for use inside jitted functions too. */
export function uniformIn(key: JaxArray, shape: Shape, low: number, high: number): JaxArray {
  const [min, max] = [Math.fround(low), Math.fround(high)];
  const width = Math.fround(max - min);
  const unit = unitFloats(key, shape);
  if (min === 0 && width === 1) return unit;
  // a product with a power of two is exact: then the sum alone rounds
  const isExact = Number.isInteger(Math.log2(Math.abs(width)));
  const spread = isExact
    ? lax.add(lax.mul(unit, width), min)
    : multiplyAdd(unit, scalar(width, "float32"), scalar(min, "float32"));
  return lax.max(scalar(min, "float32"), spread);
}

const draw: (key: JaxArray, shape: Shape, low: number, high: number) => JaxArray = jit(
  function uniform(key: JaxArray, shape: Shape, low: number, high: number): JaxArray {
    return uniformIn(key, shape, low, high);
  },
  { staticArgnums: [1, 2, 3], inline: true },
);

/** f32[shape] in [low, high) with ends that are arrays; for use inside jitted functions too. */
export function uniformBetween(key: JaxArray, low: JaxArray, high: JaxArray, shape: Shape): JaxArray {
  const [min, max] = [low, high].map((x) => broadcastTo(inDType(x, "float32"), shape)) as [JaxArray, JaxArray];
  return lax.max(min, multiplyAdd(unitFloats(key, shape), lax.sub(max, min), min));
}

const drawBetween: (key: JaxArray, low: JaxArray, high: JaxArray, shape: Shape) => JaxArray = jit(
  function uniform(key: JaxArray, low: JaxArray, high: JaxArray, shape: Shape): JaxArray {
    return uniformBetween(key, low, high, shape);
  },
  { staticArgnums: 3, inline: true },
);
