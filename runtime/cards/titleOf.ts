import type { JaxArray } from "../core/array.ts";

/** `float32[2, 3]` */
export function titleOf(x: JaxArray): string {
  return `${x.dtype}[${x.shape.join(", ")}]`;
}
