/** Arrays cut into several: `arraySplit hsplit vsplit dsplit unstack`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { axisOf } from "./axes.ts";
import { lift } from "./promote.ts";
import { reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { split } from "./split.ts";

/**
 * As `split`, but a number of parts need not divide the axis: the first ones are longer by 1.
 *
 * @param ary array
 * @param indicesOrSections number of parts, or the indices where parts begin
 * @param options `axis`: default 0
 * @returns the parts
 * @throws RangeError for a number of parts below 1, or an axis that `ary` does not have
 * @example
 * assertEqual(jnp.arraySplit(jnp.arange(5), 2).map(String), ["[0 1 2]", "[3 4]"]);
 */
export function arraySplit(
  ary: ArrayLike,
  indicesOrSections: number | readonly number[],
  options: { readonly axis?: number | undefined } = {},
): JaxArray[] {
  if (typeof indicesOrSections !== "number") return split(ary, indicesOrSections, options);
  const x = lift("split", ary);
  const axis = axisOf("split", options.axis ?? 0, x.ndim);
  if (!(Number.isInteger(indicesOrSections) && indicesOrSections > 0))
    throw new RangeError(`Cannot split ${printAval(x.aval)} into ${indicesOrSections} parts: there must be at least 1`);
  const size = x.shape[axis]!;
  const [short, longer] = [Math.floor(size / indicesOrSections), size % indicesOrSections];
  const start = (k: number) => k * short + Math.min(k, longer);
  return Array.from({ length: indicesOrSections }, (_, k) => sliceAlong(x, axis, start(k), start(k + 1)));
}

function splitAlong(
  action: string,
  ary: ArrayLike,
  rank: number,
  axis: number,
  sections: number | readonly number[],
): JaxArray[] {
  const x = lift("split", ary);
  if (x.ndim < rank) throw new TypeError(`Cannot ${action} ${printAval(x.aval)}: it must have at least ${rank} axes`);
  return split(x, sections, { axis });
}

/**
 * An array cut into columns: along axis 1, a vector along its only axis.
 *
 * @param ary array
 * @param indicesOrSections number of equal parts, or the indices where parts begin
 * @returns the parts
 * @throws TypeError for a scalar, or an axis that cannot be cut so
 * @example
 * assertEqual(jnp.hsplit(jnp.array([[1, 2], [3, 4]]), 2)[1], "[[2]\n [4]]");
 */
export function hsplit(ary: ArrayLike, indicesOrSections: number | readonly number[]): JaxArray[] {
  return splitAlong("hsplit", ary, 1, lift("split", ary).ndim === 1 ? 0 : 1, indicesOrSections);
}

/**
 * An array cut into rows: along axis 0.
 *
 * @param ary array of at least two axes
 * @param indicesOrSections number of equal parts, or the indices where parts begin
 * @returns the parts
 * @throws TypeError for fewer axes, or an axis that cannot be cut so
 * @example
 * assertEqual(jnp.vsplit(jnp.array([[1, 2], [3, 4]]), 2)[1], "[[3 4]]");
 */
export function vsplit(ary: ArrayLike, indicesOrSections: number | readonly number[]): JaxArray[] {
  return splitAlong("vsplit", ary, 2, 0, indicesOrSections);
}

/**
 * An array cut in depth: along axis 2.
 *
 * @param ary array of at least three axes
 * @param indicesOrSections number of equal parts, or the indices where parts begin
 * @returns the parts
 * @throws TypeError for fewer axes, or an axis that cannot be cut so
 * @example
 * assertEqual(jnp.dsplit(jnp.zeros([1, 2, 4]), 2)[0].shape, [1, 2, 2]);
 */
export function dsplit(ary: ArrayLike, indicesOrSections: number | readonly number[]): JaxArray[] {
  return splitAlong("dsplit", ary, 3, 2, indicesOrSections);
}

/**
 * The slices of an axis, without it.
 *
 * @param x array
 * @param options `axis`: default 0
 * @returns one array for each index
 * @throws RangeError for an axis that `x` does not have
 * @example
 * assertEqual(jnp.unstack(jnp.array([[1, 2], [3, 4]])).map(String), ["[1 2]", "[3 4]"]);
 */
export function unstack(x: ArrayLike, options: { readonly axis?: number | undefined } = {}): JaxArray[] {
  const given = lift("unstack", x);
  const axis = axisOf("unstack", options.axis ?? 0, given.ndim);
  const shape = given.shape.filter((_, k) => k !== axis);
  return Array.from({ length: given.shape[axis]! }, (_, k) => reshape(sliceAlong(given, axis, k, k + 1), shape));
}
