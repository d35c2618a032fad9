/** `randint`: whole numbers from a range. */

import { jit } from "../control/jit.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastTo } from "../numpy/broadcast.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import { lift } from "../numpy/promote.ts";
import * as lax from "../primitives/index.ts";
import { type DType, integerRange, isInteger, isNarrow } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { randomBits } from "./randomBits.ts";
import { split } from "./split.ts";

/** Arguments of `randint`. */
export interface RandintOptions {
  /** key<fry>[], or raw words u32[2]. */
  readonly key: Key;
  /** Axis sizes. */
  readonly shape: Shape | number;
  /** Lower end, which is drawn too: a number, or an array that broadcasts to the shape. */
  readonly minval: ArrayLike;
  /** Upper end, which is not drawn: a number, or an array that broadcasts to the shape. */
  readonly maxval: ArrayLike;
  /** An integer dtype; default int32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/**
 * Whole numbers from [minval, maxval). Where the range is empty, minval.
 *
 * @param options `key`, `shape`, `minval`, `maxval`, and `dtype`: default int32. It has more than three arguments without a default,
 *   so they come by name
 * @returns i32[shape], or of the dtype
 * @throws TypeError for what is no key, for several keys, and for a dtype that is not an integer
 * @example
 * const dice = random.randint({ key: random.key(0), shape: [100], minval: 1, maxval: 7 });
 * assertEqual(jnp.min(dice), "1");
 * assertEqual(jnp.max(dice), "6");
 */
export function randint(options: RandintOptions): JaxArray {
  const { key, shape, minval, maxval } = options;
  const dtype = options.dtype ? dtypeOf(options.dtype) : "int32";
  if (!isInteger(dtype))
    throw new TypeError(`Cannot draw whole numbers as ${dtype}: the dtype must be an integer, such as int32`);
  if (isNarrow(dtype)) {
    // drawn in 32 bits, so that the remainders are as good
    const [least, most] = integerRange(dtype);
    const [low, high] = [within(minval, least, most), within(maxval, least, most + 1)];
    return inDType(randint({ key, shape, minval: low, maxval: high }), dtype);
  }
  const checked = keyOf("draw whole numbers", key).key;
  const [low, high, isOpen] = bounds(minval, maxval, dtype);
  return draw(checked, low, high, shapeOf("draw whole numbers", shape), dtype, isOpen);
}

/** A bound brought into a range, int32. */
function within(x: ArrayLike, least: number, most: number): JaxArray {
  const bound = typeof x === "object" ? inDType(lift("draw whole numbers to", x), "int32") : undefined;
  if (bound) return lax.clamp(scalar(least, "int32"), bound, scalar(most, "int32"));
  return scalar(Math.min(Math.max(Math.trunc(Number(x)), least), most), "int32");
}

/** Both ends in the dtype; `isOpen` where the upper end is beyond it, so that the largest number is drawn too. */
function bounds(minval: ArrayLike, maxval: ArrayLike, dtype: DType): readonly [JaxArray, JaxArray, boolean] {
  const [least, most] = dtype === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  const end = (x: ArrayLike): JaxArray => {
    if (typeof x === "object") return inDType(lift("draw whole numbers to", x), dtype);
    return scalar(Math.min(Math.max(Math.trunc(Number(x)), least), most), dtype);
  };
  return [end(minval), end(maxval), typeof maxval === "number" && maxval > most];
}

/**
 * Two words a number: one alone would favour some remainders. (high · 2³² + low) mod span, all in 32 bits.
 */
const draw: (key: JaxArray, low: JaxArray, high: JaxArray, shape: Shape, dtype: DType, isOpen: boolean) => JaxArray =
  jit(
    function randint(
      key: JaxArray,
      low: JaxArray,
      high: JaxArray,
      shape: Shape,
      dtype: DType,
      isOpen: boolean,
    ): JaxArray {
      const [min, max] = [broadcastTo(low, shape), broadcastTo(high, shape)];
      const [first, second] = [...split(key)] as [JaxArray, JaxArray];
      const word = (value: number) => scalar(value, "uint32");
      const width = lax.convertElementType(lax.sub(max, min), { newDtype: "uint32", weakType: false });
      const counted = isOpen ? lax.selectN(lax.gt(max, min), width, lax.add(width, word(1))) : width;
      const span = lax.selectN(lax.le(max, min), counted, word(1));
      const half = lax.rem(broadcastTo(word(2 ** 16), shape), span);
      const whole = lax.rem(lax.mul(half, half), span);
      const upper = lax.mul(lax.rem(randomBits(first, shape), span), whole);
      const offset = lax.rem(lax.add(upper, lax.rem(randomBits(second, shape), span)), span);
      return lax.add(min, lax.convertElementType(offset, { newDtype: dtype, weakType: false }));
    },
    { staticArgnums: [3, 4, 5], inline: true },
  );
