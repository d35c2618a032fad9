/** `split`: an array cut into parts along an axis. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { axisOf } from "./axes.ts";
import { lift } from "./promote.ts";
import { sliceAlong } from "./sliceAlong.ts";

/**
 * Parts of an array along an axis.
 *
 * @param ary array
 * @param indicesOrSections the number of equal parts, or the indices at which parts begin
 * @param options `axis`: default 0
 * @returns the parts, in order
 * @throws TypeError when the axis does not divide into that many equal parts
 * @throws RangeError for an axis that `ary` does not have, and for indices that do not rise
 * @example
 * assertEqual(jnp.split(jnp.arange(6), 3)[1], "[2 3]");
 * assertEqual(jnp.split(jnp.arange(6), [1, 4])[1], "[1 2 3]");
 */
export function split(
  ary: ArrayLike,
  indicesOrSections: number | readonly number[],
  options: { readonly axis?: number | undefined } = {},
): JaxArray[] {
  const x = lift("split", ary);
  const axis = axisOf("split", options.axis ?? 0, x.ndim);
  const size = x.shape[axis]!;
  const cuts = typeof indicesOrSections === "number" ? equalCuts(x, axis, indicesOrSections) : indicesOrSections;
  const bounds = [0, ...cuts, size];
  bounds.forEach((end, k) => {
    if (Number.isInteger(end) && end >= (bounds[k - 1] ?? 0) && end <= size) return;
    throw new RangeError(
      `Cannot split ${printAval(x.aval)} along axis ${axis} at [${cuts}]: indices must rise, from 0 to ${size}`,
    );
  });
  return bounds.slice(1).map((end, k) => sliceAlong(x, axis, bounds[k]!, end));
}

function equalCuts(x: JaxArray, axis: number, sections: number): number[] {
  const size = x.shape[axis]!;
  if (!(Number.isInteger(sections) && sections > 0 && size % sections === 0)) {
    throw new TypeError(
      `Cannot split ${printAval(x.aval)} along axis ${axis} into ${sections} equal parts: its size is ${size}`,
    );
  }
  return Array.from({ length: sections - 1 }, (_, k) => ((k + 1) * size) / sections);
}
