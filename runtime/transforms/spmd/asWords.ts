/** Random keys on their way between devices: only their words can be cut and moved (primitives/randomKeys.ts). */
import type { JaxArray } from "../../core/array.ts";
import { randomUnwrap, randomWrap } from "../../primitives/randomKeys.ts";

/** Applies what moves elements to an array, or to the words of keys, which have an axis of two more at the end. */
export function asWords(x: JaxArray, move: (words: JaxArray) => JaxArray): JaxArray {
  return x.dtype === "key<fry>" ? randomWrap(move(randomUnwrap(x))) : move(x);
}
