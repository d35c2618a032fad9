/** Zeros in the place of tangents that nobody computed. */
import type { JaxArray } from "../core/array.ts";
import type { Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { broadcastTo } from "../primitives/broadcastTo.ts";
import type { Aval } from "../types/aval.ts";

/** An array of zeros. */
export function zerosOf({ shape, dtype, weakType }: Aval): JaxArray {
  return broadcastTo(scalar(0, dtype, weakType), shape);
}

/** The tangent, or zeros where it is null. */
export function instantiate(tangent: Tangent, aval: Aval): JaxArray {
  return tangent ?? zerosOf(aval);
}
