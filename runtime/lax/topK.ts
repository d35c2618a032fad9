/** `jax.lax`: the largest elements: `topK approxMaxK approxMinK`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { axisOf } from "./axisOf.ts";

function ends(
  action: string,
  operand: ArrayLike,
  k: number,
  given: number,
  side: "largest" | "smallest",
): [JaxArray, JaxArray] {
  const x = asArray(operand);
  const dimension = axisOf(given, x.ndim, action);
  const size = x.shape[dimension]!;
  if (!(Number.isInteger(k) && k >= 0 && k <= size))
    throw new RangeError(`Cannot ${action} ${k} elements of ${printAval(x.aval)}: axis ${dimension} has ${size}`);
  const places = primitives.iota({ dtype: "int32", shape: x.shape, dimension });
  const turn = (a: JaxArray) => (side === "largest" ? primitives.rev(a, { dimensions: [dimension] }) : a);
  // backwards twice: so that of equal elements the first comes first
  const sorted = primitives.sort(turn(x), turn(places), { dimension, numKeys: 1 }).map(turn);
  return sorted.map((a) =>
    primitives.slice(a, {
      startIndices: a.shape.map(() => 0),
      limitIndices: a.shape.map((n, axis) => (axis === dimension ? k : n)),
      strides: null,
    }),
  ) as [JaxArray, JaxArray];
}

/**
 * The k largest elements along an axis, falling, and their places; of equal ones the first.
 *
 * @param operand array
 * @param k how many
 * @param options.axis default the last
 * @returns [elements, places i32]
 * @throws RangeError for more elements than there are
 * @example
 * const [values, places] = lax.topK(jnp.array([3, 9, 5]), 2);
 * assertEqual([String(values), String(places)], ["[9 5]", "[1 2]"]);
 */
export function topK(operand: ArrayLike, k: number, options: { readonly axis?: number } = {}): [JaxArray, JaxArray] {
  return ends("find the largest", operand, k, options.axis ?? -1, "largest");
}

/**
 * As `topK`. The result is exact: `recallTarget` and the like are for devices that are faster with less.
 *
 * @param operand array
 * @param k how many
 * @param options.reductionDimension the axis; default the last
 * @returns [elements, places i32]
 * @example
 * assertEqual(lax.approxMaxK(jnp.array([3.5, 9, 5]), 1)[1], "[1]");
 */
export function approxMaxK(
  operand: ArrayLike,
  k: number,
  options: { readonly reductionDimension?: number } = {},
): [JaxArray, JaxArray] {
  return ends("find the largest", operand, k, options.reductionDimension ?? -1, "largest");
}

/**
 * The k smallest elements along an axis, rising, and their places. The result is exact.
 *
 * @param operand array
 * @param k how many
 * @param options.reductionDimension the axis; default the last
 * @returns [elements, places i32]
 * @example
 * assertEqual(lax.approxMinK(jnp.array([3.5, 9, 5]), 1)[1], "[0]");
 */
export function approxMinK(
  operand: ArrayLike,
  k: number,
  options: { readonly reductionDimension?: number } = {},
): [JaxArray, JaxArray] {
  return ends("find the smallest", operand, k, options.reductionDimension ?? -1, "smallest");
}
