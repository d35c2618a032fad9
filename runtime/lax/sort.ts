/** `jax.lax`: rows in order. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { asArray } from "../core/asArray.ts";
import * as primitives from "../primitives/index.ts";
import { axisOf } from "./axisOf.ts";

export interface SortOptions {
  /** Axis along which elements change places; default the last one. */
  readonly dimension?: number;
  /** Whether elements with equal keys stay in the order in which they stand. They always do; default true. */
  readonly isStable?: boolean;
  /** So many of the operands, from the first one on, decide the order; default 1. */
  readonly numKeys?: number;
}

/**
 * An array in ascending order along one axis; or several arrays of one shape, by the first `numKeys` of them, of which the first one counts
 * most. NaN comes last, and −0 is equal to 0. Differentiable: a derivative goes where its element goes.
 *
 * @param operands an array of numbers or bool, or a list of them
 * @param options.dimension axis; default −1
 * @param options.isStable whether equal elements keep their order, as they do in any case; default true
 * @param options.numKeys how many of the arrays are compared; default 1
 * @returns the array, or the list of arrays, in order
 * @throws TypeError for shapes that differ; RangeError for an axis or a number of keys that is not there
 * @example
 * assertEqual(lax.sort(jnp.array([3, 1, 2])), "[1 2 3]");
 * const [keys, values] = lax.sort([jnp.array([2, 1, 2]), jnp.array([10, 20, 30])]);
 * assertEqual(keys, "[1 2 2]");
 * assertEqual(values, "[20 10 30]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.sort.html
 */
export function sort(operands: readonly ArrayLike[], options?: SortOptions): JaxArray[];
export function sort(operand: ArrayLike, options?: SortOptions): JaxArray;
export function sort(
  given: ArrayLike | readonly ArrayLike[],
  { dimension = -1, numKeys = 1 }: SortOptions = {},
): JaxArray | JaxArray[] {
  const isList = Array.isArray(given);
  const operands = (isList ? given : [given as ArrayLike]).map(asArray);
  if (operands.length === 0) throw new TypeError("Cannot sort an empty list: give at least one array");
  const sorted = primitives.sort(...operands, {
    dimension: axisOf(dimension, operands[0]!.ndim, "sort along"),
    numKeys,
  });
  return isList ? sorted : sorted[0]!;
}

/**
 * Keys in ascending order along one axis, and values that go along with them.
 *
 * @param keys array of numbers or bool
 * @param values array of the same shape
 * @param options.dimension axis; default −1
 * @param options.isStable whether values of equal keys keep their order, as they do in any case; default true
 * @returns keys and values, in order
 * @example
 * const [keys, values] = lax.sortKeyVal(jnp.array([3, 1]), jnp.array([30, 10]));
 * assertEqual(keys, "[1 3]");
 * assertEqual(values, "[10 30]");
 * @see https://docs.jax.dev/en/latest/_autosummary/jax.lax.sort_key_val.html
 */
export function sortKeyVal(
  keys: ArrayLike,
  values: ArrayLike,
  { dimension = -1 }: Omit<SortOptions, "numKeys"> = {},
): [keys: JaxArray, values: JaxArray] {
  const [sortedKeys, sortedValues] = sort([keys, values], { dimension });
  return [sortedKeys!, sortedValues!];
}
