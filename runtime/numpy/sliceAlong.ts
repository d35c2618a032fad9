/** A range of an array along one axis. */
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { isKey, onWords } from "./keys.ts";

/** Elements `start` … `end` − 1 along `axis`, also of keys. */
export function sliceAlong(x: JaxArray, axis: number, start: number, end: number): JaxArray {
  if (start === 0 && end === x.shape[axis]) return x;
  if (isKey(x)) return onWords(x, (w) => sliceAlong(w, axis, start, end));
  return lax.slice(x, {
    startIndices: x.shape.map((_, k) => (k === axis ? start : 0)),
    limitIndices: x.shape.map((size, k) => (k === axis ? end : size)),
    strides: null,
  });
}
