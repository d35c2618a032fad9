import type { Aval } from "../types/aval.ts";

/** The shape in words: that of the aval, with a last axis of two words for keys. */
export function physicalShape({ shape, dtype }: Aval): readonly number[] {
  return dtype === "key<fry>" ? [...shape, 2] : shape;
}
