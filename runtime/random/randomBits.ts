/** Random words of any shape from a key: what all draws are made of. Written for use inside jitted functions. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import type { DType } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";

/** The two words of one key, as scalars. */
export function keyWords(key: JaxArray): readonly [JaxArray, JaxArray] {
  const words = lax.randomUnwrap(key);
  const word = (i: number) =>
    lax.reshape(lax.slice(words, { startIndices: [i], limitIndices: [i + 1], strides: null }), { newSizes: [] });
  return [word(0), word(1)];
}

/** u32[shape]: element i, in row-major order, is both words of the block of counter i, combined by exclusive or. */
export function randomBits(key: JaxArray, shape: Shape): JaxArray {
  const [k1, k2] = keyWords(key);
  const counter = lax.iota({ dtype: "uint32", shape: [sizeOf(shape)], dimension: 0 });
  const [a, b] = lax.threefry2x32(k1, k2, scalar(0, "uint32"), counter) as [JaxArray, JaxArray];
  return lax.reshape(lax.xor(a, b), { newSizes: shape });
}

/** As many bits of a draw are the fraction of a float of 16 bits, and what 1 is in its bits. JAX draws 8 bits where the fraction has fewer. */
const halves = {
  float16: { drawn: "uint16", drop: 6, one: 0x3c00 },
  bfloat16: { drawn: "uint8", drop: 1, one: 0x3f80 },
} as const;

/** [shape] of a dtype of 16 bits in [0, 1). */
export function unitHalves(key: JaxArray, shape: Shape, dtype: "float16" | "bfloat16"): JaxArray {
  const { drawn, drop, one } = halves[dtype];
  const as = (x: JaxArray, newDtype: DType) => lax.convertElementType(x, { newDtype, weakType: false });
  const bits = as(as(randomBits(key, shape), drawn), "uint16");
  const fraction = lax.shiftRightLogical(bits, scalar(drop, "uint16"));
  const oneToTwo = lax.bitcastConvertType(lax.or(fraction, scalar(one, "uint16")), { newDtype: dtype });
  return lax.sub(oneToTwo, 1);
}

/** f32[shape] in [0, 1): the upper 23 bits as the fraction of a float. */
export function unitFloats(key: JaxArray, shape: Shape): JaxArray {
  const fraction = lax.shiftRightLogical(randomBits(key, shape), scalar(9, "uint32"));
  const oneToTwo = lax.or(fraction, scalar(0x3f800000, "uint32"));
  return lax.sub(lax.bitcastConvertType(oneToTwo, { newDtype: "float32" }), 1);
}
