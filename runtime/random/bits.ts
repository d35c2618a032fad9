/** `bits`: random words. */

import { jit } from "../control/jit.ts";
import type { JaxArray } from "../core/array.ts";
import { inDType } from "../numpy/array.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { shapeOf } from "../numpy/filled.ts";
import { dtypes } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { randomBits } from "./randomBits.ts";

/**
 * Uniformly random bits.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param shape axis sizes; default one number
 * @param options `dtype`: `"uint32"` (default), `"uint16"` or `"uint8"`: the lowest bits of the same words
 * @returns u32[shape]
 * @throws TypeError for what is no key, for several keys, and for a dtype that is not unsigned
 * @example
 * assertEqual(random.bits(random.key(0), [2]), "[4070199207 4202968722]");
 * assertEqual(random.bits(random.key(5), [3], { dtype: "uint8" }), "[134 100 144]");
 */
export function bits(
  key: Key,
  shape: Shape | number = [],
  options: { readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  const dtype = options.dtype ? dtypeOf(options.dtype) : "uint32";
  if (dtypes[dtype].kind !== "uint")
    throw new TypeError(`Cannot draw bits as ${dtype}: the dtype must be uint32, uint16 or uint8`);
  return inDType(draw(keyOf("draw bits", key).key, shapeOf("draw bits", shape)), dtype);
}

const draw: (key: JaxArray, shape: Shape) => JaxArray = jit(
  function bits(key: JaxArray, shape: Shape): JaxArray {
    return randomBits(key, shape);
  },
  { staticArgnums: 1, inline: true },
);
