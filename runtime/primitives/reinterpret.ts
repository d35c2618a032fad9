/** `reinterpret`: the same bits as a dtype of any width. Made of other primitives. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { printAval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { bitcastConvertType } from "./bitcastConvertType.ts";
import { and, shiftLeft, shiftRightLogical } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { convertElementType } from "./convertElementType.ts";
import { iota } from "./iota.ts";
import { reduceSum } from "./reduceSum.ts";

const word = (bits: number): DType => (bits === 8 ? "uint8" : bits === 16 ? "uint16" : "uint32");
const convert = (x: JaxArray, newDtype: DType) => convertElementType(x, { newDtype, weakType: false });

/**
 * The bits of `x` as `newDtype`. A narrower dtype makes a last axis of the parts of each element, the lowest bits first; a
 * wider one joins the last axis, which must have that size, into one element.
 */
export function reinterpret(x: JaxArray, newDtype: DType): JaxArray {
  const [from, to] = [dtypes[x.dtype].bits, dtypes[newDtype]?.bits];
  const fits = [from, to].every((bits) => bits === 8 || bits === 16 || bits === 32);
  if (from === to || !fits) return bitcastConvertType(x, { newDtype });
  const words = convert(bitcastConvertType(x, { newDtype: word(from) }), "uint32");
  const own = (y: JaxArray) => bitcastConvertType(convert(y, word(to)), { newDtype });
  if (from > to) {
    const shape = [...x.shape, from / to];
    const spread = broadcastInDim(words, { shape, broadcastDimensions: x.shape.map((_, axis) => axis) });
    return own(and(shiftRightLogical(spread, places(shape, to)), scalar(2 ** to - 1, "uint32")));
  }
  if (x.shape.at(-1) !== to / from)
    throw new TypeError(
      `Cannot bitcast ${printAval(x.aval)} to ${newDtype}: the last axis must have size ${to / from}, the parts of one element`,
    );
  return own(reduceSum(shiftLeft(words, places(x.shape, from)), { axes: [x.ndim - 1] }));
}

/** How far each part along the last axis lies above the lowest bit. */
function places(shape: readonly number[], bits: number): JaxArray {
  const numbers = iota({ dtype: "uint32", shape, dimension: shape.length - 1 });
  return shiftLeft(numbers, scalar(Math.log2(bits), "uint32"));
}
