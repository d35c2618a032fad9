import type { ArrayLike } from "../../core/array.ts";
import { subtract } from "../../numpy/index.ts";

/** 1 − x; for a number in float64, as Python does, and rounded to the array's dtype only where it is used. */
export function oneMinus(x: ArrayLike): ArrayLike {
  return typeof x === "number" ? 1 - x : subtract(1, x);
}
