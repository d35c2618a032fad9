/** More ways to join arrays: `append columnStack concat dstack block`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import type { DTypeLike } from "./dtypeOf.ts";
import { type Arrays, concatenate } from "./join.ts";
import { lift } from "./promote.ts";
import { atleast3d, expandDims, ravel, reshape } from "./reshape.ts";

/**
 * Values put behind an array.
 *
 * @param arr array
 * @param values array; along an axis, of the same shape elsewhere
 * @param options `axis`: default both arrays are flattened
 * @returns the joined array
 * @throws TypeError where the shapes do not fit
 * @example
 * assertEqual(jnp.append(jnp.array([1, 2]), 3), "[1 2 3]");
 */
export function append(
  arr: ArrayLike,
  values: ArrayLike,
  options: { readonly axis?: number | null | undefined } = {},
): JaxArray {
  const { axis } = options;
  if (axis === null || axis === undefined) return concatenate([ravel(arr), ravel(values)]);
  return concatenate([arr, values], { axis });
}

/**
 * The array API's name of `concatenate`.
 *
 * @param arrays arrays of one shape but along the axis
 * @param options `axis`: default 0, null to flatten
 * @returns the joined array
 * @throws TypeError where the shapes do not fit
 * @example
 * assertEqual(jnp.concat([jnp.array([1]), jnp.array([2, 3])]), "[1 2 3]");
 */
export function concat(arrays: Arrays, options: { readonly axis?: number | null | undefined } = {}): JaxArray {
  return concatenate(arrays, options);
}

/**
 * Vectors as columns side by side; matrices stay as they are.
 *
 * @param tup arrays of one or two axes
 * @returns a matrix
 * @throws TypeError where the numbers of rows differ
 * @example
 * assertEqual(jnp.columnStack([jnp.array([1, 2]), jnp.array([3, 4])]), "[[1 3]\n [2 4]]");
 */
export function columnStack(tup: Arrays): JaxArray {
  const columns = [...(tup as Iterable<ArrayLike>)].map((given) => {
    const x = lift("stack", given);
    return x.ndim < 2 ? reshape(x, [x.size, 1]) : x;
  });
  return concatenate(columns, { axis: 1 });
}

/**
 * Arrays one behind another, along axis 2.
 *
 * @param tup arrays of one shape but along axis 2
 * @param options `dtype`: of the result; default the promoted one
 * @returns an array of at least three axes
 * @throws TypeError where the shapes do not fit
 * @example
 * assertEqual(jnp.dstack([jnp.array([1, 2]), jnp.array([3, 4])]), "[[[1 3]\n  [2 4]]]");
 */
export function dstack(tup: Arrays, options: { readonly dtype?: DTypeLike | null | undefined } = {}): JaxArray {
  return concatenate(
    [...(tup as Iterable<ArrayLike>)].map((x) => atleast3d(x)),
    { axis: 2, dtype: options.dtype },
  );
}

/** Nested lists of arrays. */
export type Blocks = ArrayLike | readonly Blocks[];

/**
 * An array put together from blocks: the innermost lists are joined along the last axis, those around them along the one before.
 *
 * @param arrays nested lists of one depth
 * @returns the whole array
 * @throws TypeError for lists of different depths, empty lists, or blocks that do not fit
 * @example
 * const I = jnp.eye(1);
 * assertEqual(jnp.block([[I, jnp.zeros([1, 2])], [jnp.ones([1, 3])]]), "[[1. 0. 0.]\n [1. 1. 1.]]");
 */
export function block(arrays: Blocks): JaxArray {
  const depth = depthOf(arrays);
  const leaves = leavesOf(arrays);
  const rank = Math.max(depth, ...leaves.map((leaf) => leaf.ndim));
  const build = (given: Blocks, level: number): JaxArray => {
    if (!Array.isArray(given)) {
      const leaf = lift("block", given as ArrayLike);
      return expandDims(
        leaf,
        Array.from({ length: rank - leaf.ndim }, (_, k) => k),
      );
    }
    const parts = (given as readonly Blocks[]).map((part) => build(part, level + 1));
    return concatenate(parts, { axis: rank - (depth - level) });
  };
  return build(arrays, 0);
}

function depthOf(given: Blocks): number {
  if (!Array.isArray(given)) return 0;
  const depths = (given as readonly Blocks[]).map(depthOf);
  if (depths.length === 0) throw new TypeError("Cannot block an empty list: each list must hold an array");
  if (depths.some((depth) => depth !== depths[0]))
    throw new TypeError(`Cannot block lists of the depths [${depths}]: all must be nested as deeply`);
  return depths[0]! + 1;
}

function leavesOf(given: Blocks): JaxArray[] {
  return Array.isArray(given) ? (given as readonly Blocks[]).flatMap(leavesOf) : [lift("block", given as ArrayLike)];
}
