/** Functions of several primitives as one program, so that an eager call costs one trip to the device and not one for each. */

import { jit } from "../control/jit.ts";
import type { JaxArray } from "../core/array.ts";

/**
 * `f` compiled once for each list of shapes and static values. Inside other traced functions its equations stand as if it had
 * not been compiled. Arguments are arrays first, then static values.
 *
 * @param f pure function of `arrays` arrays and further static arguments
 * @param arrays how many of its arguments are arrays; all others are static
 */
export function compiled<A extends readonly unknown[], R extends JaxArray | readonly JaxArray[]>(
  f: (...args: A) => R,
  arrays: number,
): (...args: A) => R {
  const staticArgnums = Array.from({ length: Math.max(0, f.length - arrays) }, (_, k) => arrays + k);
  // any: jit's own types also allow for numbers in the place of arrays
  return jit(f as (...args: any[]) => any, { staticArgnums, inline: true }) as unknown as (...args: A) => R;
}
