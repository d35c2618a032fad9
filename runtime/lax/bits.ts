/** `jax.lax`: elementwise functions of the bits of numbers: `mulhi nextafter`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import * as primitives from "../primitives/index.ts";
import { nextafter as neighbour } from "../primitives/nextafter.ts";
import { printAval } from "../types/aval.ts";
import { type DType, dtypes, isFloat, isInteger } from "../types/dtype.ts";
import { sameShape } from "../types/shape.ts";

const inDType = (x: JaxArray, newDtype: DType): JaxArray =>
  primitives.convertElementType(x, { newDtype, weakType: false });

/** Both as arrays of one shape; a scalar is spread. */
function pairOf(action: string, x: ArrayLike, y: ArrayLike): [JaxArray, JaxArray] {
  const dtype = typeof x === "number" ? asArray(y).dtype : asArray(x).dtype;
  const [a, b] = [x, y].map((given) => (typeof given === "number" ? scalar(given, dtype) : asArray(given))) as [
    JaxArray,
    JaxArray,
  ];
  const shape = a.ndim === 0 ? b.shape : a.shape;
  if (a.dtype !== b.dtype || [a, b].some((part) => part.ndim > 0 && !sameShape(part.shape, shape)))
    throw new TypeError(`Cannot ${action} ${printAval(a.aval)} and ${printAval(b.aval)}: both must be alike`);
  const spread = (part: JaxArray) =>
    part.ndim === 0 && shape.length > 0 ? primitives.broadcastInDim(part, { shape, broadcastDimensions: [] }) : part;
  return [spread(a), spread(b)];
}

/**
 * The upper half of the product of two integers, which has twice their bits.
 *
 * @param x integer array
 * @param y integer array of the same shape and dtype
 * @returns ⌊x y / 2ⁿ⌋ for integers of n bits, in their dtype
 * @throws TypeError for other dtypes, or where shapes or dtypes differ
 * @example
 * assertEqual(lax.mulhi(jnp.uint32([4294967295, 65536]), jnp.uint32([2, 65536])), "[1 1]");
 */
export function mulhi(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = pairOf("multiply", x, y);
  if (!isInteger(a.dtype))
    throw new TypeError(`Cannot multiply ${printAval(a.aval)} by halves: it must be of integers`);
  const { kind, bits } = dtypes[a.dtype];
  if (bits < 32) {
    const wide = kind === "int" ? "int32" : "uint32";
    const product = primitives.mul(inDType(a, wide), inDType(b, wide));
    const shift = kind === "int" ? primitives.shiftRightArithmetic : primitives.shiftRightLogical;
    return inDType(shift(product, scalar(bits, wide)), a.dtype);
  }
  const high = unsignedHigh(asUnsigned(a), asUnsigned(b));
  if (kind === "uint") return high;
  // the words of a negative number are those of 2³² more
  const signed = primitives.bitcastConvertType(high, { newDtype: "int32" });
  const excess = (negative: JaxArray, other: JaxArray) =>
    primitives.selectN(primitives.lt(negative, 0), scalar(0, "int32"), other);
  return primitives.sub(primitives.sub(signed, excess(a, b)), excess(b, a));
}

const asUnsigned = (x: JaxArray): JaxArray =>
  x.dtype === "uint32" ? x : primitives.bitcastConvertType(x, { newDtype: "uint32" });

/** By halves of 16 bits, whose products fit a word. */
function unsignedHigh(x: JaxArray, y: JaxArray): JaxArray {
  const { add, mul } = primitives;
  const low = (a: JaxArray) => primitives.and(a, scalar(0xffff, "uint32"));
  const high = (a: JaxArray) => primitives.shiftRightLogical(a, scalar(16, "uint32"));
  const crossed = add(mul(high(x), low(y)), high(mul(low(x), low(y))));
  const other = add(mul(low(x), high(y)), low(crossed));
  return add(add(mul(high(x), high(y)), high(crossed)), high(other));
}

/**
 * The float32 next to x on the way to y; x itself where both are equal, NaN where one is NaN.
 *
 * @param x1 float32 array
 * @param x2 float32 array of the same shape
 * @throws TypeError for other dtypes, or where shapes differ
 * @example
 * assertEqual(lax.nextafter(jnp.float32(1), jnp.float32(2)), "1.0000001");
 */
export function nextafter(x1: ArrayLike, x2: ArrayLike): JaxArray {
  const [from, to] = pairOf("step between", x1, x2);
  if (!isFloat(from.dtype)) throw new TypeError(`Cannot step from ${printAval(from.aval)}: it must be a float`);
  return neighbour(from, to);
}
