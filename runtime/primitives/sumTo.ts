/** The transpose of an elementwise operation's scalar broadcasting. */
import type { JaxArray } from "../core/array.ts";
import type { Shape } from "../types/shape.ts";
import { reduceSum } from "./reduceSum.ts";

/** The cotangent of an operand of shape `shape`: itself, or its sum where the operand was a scalar next to an array. */
export function sumTo(ct: JaxArray, shape: Shape): JaxArray {
  if (shape.length === ct.ndim) return ct;
  return reduceSum(ct, { axes: ct.shape.map((_, axis) => axis) });
}
