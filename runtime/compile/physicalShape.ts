import type { Aval } from "../types/aval.ts";
import { isComplex } from "../types/dtype.ts";

/** The shape in words: that of the aval, with a last axis of two words for keys, and a first one of two parts for complex numbers. */
export function physicalShape({ shape, dtype }: Aval): readonly number[] {
  if (isComplex(dtype)) return [2, ...shape];
  return dtype === "key<fry>" ? [...shape, 2] : shape;
}
