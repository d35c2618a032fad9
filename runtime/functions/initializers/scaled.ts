/** Drawn numbers times a factor. */
import type { JaxArray } from "../../core/array.ts";
import { scalar } from "../../core/scalar.ts";
import { mul } from "../../primitives/index.ts";

/** x · factor, the factor rounded to its dtype first, as JAX does. */
export function scaled(x: JaxArray, factor: number): JaxArray {
  return mul(x, scalar(factor, x.dtype));
}
