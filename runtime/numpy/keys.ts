/** Typed keys under functions that move elements: their words are moved, the last axis (the two words of a key) stays in place. */
import type { JaxArray } from "../core/array.ts";
import { randomUnwrap, randomWrap } from "../primitives/index.ts";

/** Whether the elements are random keys. */
export function isKey(x: JaxArray): boolean {
  return x.dtype === "key<fry>";
}

/** Applies `move` to the words u32[…,2] of keys, and makes keys of what it gives. */
export function onWords(keys: JaxArray, move: (words: JaxArray) => JaxArray): JaxArray {
  return randomWrap(move(randomUnwrap(keys)));
}
