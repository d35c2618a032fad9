/** What distributions share: operands of one float dtype, location and scale. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { promoteInexact } from "../../numpy/promote.ts";

/** Where a discrete distribution begins. */
export interface LocationOptions {
  /** What is added to the numbers drawn; default 0. */
  readonly loc?: ArrayLike | undefined;
}

/** Where a distribution is, and how wide. */
export interface ScaleOptions extends LocationOptions {
  /** What the numbers drawn are multiplied by; default 1. */
  readonly scale?: ArrayLike | undefined;
}

/** (x − loc) / scale, the scale, and further parameters, broadcast to one shape in one float dtype. */
export function standardized(
  action: string,
  x: ArrayLike,
  { loc = 0, scale = 1 }: ScaleOptions,
  ...parameters: readonly ArrayLike[]
): JaxArray[] {
  const [value, place, width, ...rest] = jnp.broadcastArrays(
    ...promoteInexact(action, x, loc, scale, ...parameters),
  ) as [JaxArray, JaxArray, JaxArray, ...JaxArray[]];
  return [value.sub(place).div(width), width, ...rest];
}

/** The value where a condition holds, else −∞: outside of a distribution. */
export function inside(condition: JaxArray, value: JaxArray): JaxArray {
  return jnp.where(condition, value, Number.NEGATIVE_INFINITY);
}
