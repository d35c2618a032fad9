/** Elements in order: `sort argsort lexsort partition argpartition`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { lift } from "./promote.ts";
import { flip } from "./repetition.ts";
import { ravel } from "./reshape.ts";

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** Default the last axis; null: the flattened array. */
  readonly axis?: number | null | undefined;
  /** Whether equal elements keep their order; they always do. */
  readonly stable?: boolean | undefined;
  /** Whether the largest comes first; default false. */
  readonly descending?: boolean | undefined;
}

function along(action: string, a: ArrayLike, axis: number | null | undefined): readonly [x: JaxArray, axis: number] {
  const given = lift(action, a);
  const x = axis === null ? ravel(given) : given;
  return [x, axisOf(action, axis ?? -1, x.ndim)];
}

/**
 * The elements along an axis from the smallest to the largest; NaN comes last.
 *
 * @param a array of at least one axis
 * @param options `axis`: default the last, null the flattened array; `descending`: the largest first, default false
 * @returns the sorted array
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.sort(jnp.array([3, 1, 2])), "[1 2 3]");
 * assertEqual(jnp.sort(jnp.array([3, 1, 2]), { descending: true }), "[3 2 1]");
 */
export function sort(a: ArrayLike, options: SortOptions = {}): JaxArray {
  const [x, dimension] = along("sort", a, options.axis);
  const sorted = lax.sort(x, { dimension, numKeys: 1 })[0]!;
  return options.descending ? flip(sorted, { axis: dimension }) : sorted;
}

/**
 * The places of the elements along an axis, from that of the smallest to that of the largest; equal ones keep their order.
 *
 * @param a array of at least one axis
 * @param options `axis`: default the last, null the flattened array; `descending`: the largest first, default false
 * @returns the places, int32
 * @throws RangeError for an axis that `a` does not have
 * @example
 * assertEqual(jnp.argsort(jnp.array([30, 10, 20])), "[1 2 0]");
 */
export function argsort(a: ArrayLike, options: SortOptions = {}): JaxArray {
  const [x, dimension] = along("sort", a, options.axis);
  const places = lax.iota({ dtype: "int32", shape: x.shape, dimension });
  if (!options.descending) return lax.sort(x, places, { dimension, numKeys: 1 })[1]!;
  // backwards twice: so that equal elements keep their order
  const [turned, numbers] = [flip(x, { axis: dimension }), flip(places, { axis: dimension })];
  return flip(lax.sort(turned, numbers, { dimension, numKeys: 1 })[1]!, { axis: dimension });
}

/**
 * The places along an axis in the order of several keys: of the last one first, of the one before it where that is equal, and so on.
 *
 * @param keys arrays of one shape
 * @param options `axis`: default the last
 * @returns the places, int32
 * @throws TypeError for no keys, or keys of different shapes
 * @example
 * assertEqual(jnp.lexsort([jnp.array([2, 1, 3]), jnp.array([0, 1, 0])]), "[0 2 1]");
 */
export function lexsort(
  keys: readonly ArrayLike[] | JaxArray,
  options: { readonly axis?: number | undefined } = {},
): JaxArray {
  const arrays = [...(keys as Iterable<ArrayLike>)].map((key) => lift("sort by", key));
  const first = arrays[0];
  if (!first) throw new TypeError("Cannot sort by no keys: give at least one array");
  const other = arrays.find((x) => x.shape.join() !== first.shape.join());
  if (other)
    throw new TypeError(`Cannot sort by ${printAval(first.aval)} and ${printAval(other.aval)}: shapes must be equal`);
  if (first.ndim === 0) return scalar(0, "int32");
  const dimension = axisOf("sort", options.axis ?? -1, first.ndim);
  const places = lax.iota({ dtype: "int32", shape: first.shape, dimension });
  return lax.sort(...arrays.reverse(), places, { dimension, numKeys: arrays.length }).at(-1)!;
}

/** The place as a number ≥ 0. */
function checkPlace(action: string, x: JaxArray, kth: number, axis: number): void {
  const size = x.shape[axis]!;
  if (Number.isInteger(kth) && kth >= -size && kth < size) return;
  throw new RangeError(`Cannot ${action} ${printAval(x.aval)} at place ${kth}: axis ${axis} has size ${size}`);
}

/**
 * An array whose element at a place is the one that would stand there if it were sorted; smaller ones stand before it, larger ones behind.
 * All of it is sorted here.
 *
 * @param a array of at least one axis
 * @param kth the place; negative from the end
 * @param options `axis`: default the last
 * @returns the array in that order
 * @throws RangeError for a place outside
 * @example
 * assertEqual(jnp.partition(jnp.array([3, 1, 2]), 1).at(1).get(), "2");
 */
export function partition(a: ArrayLike, kth: number, options: { readonly axis?: number | undefined } = {}): JaxArray {
  const [x, axis] = along("partition", a, options.axis);
  checkPlace("partition", x, kth, axis);
  return sort(x, { axis });
}

/**
 * The places of the elements in the order of `partition`.
 *
 * @param a array of at least one axis
 * @param kth the place; negative from the end
 * @param options `axis`: default the last
 * @returns the places, int32
 * @throws RangeError for a place outside
 * @example
 * assertEqual(jnp.argpartition(jnp.array([30, 10, 20]), 0).at(0).get(), "1");
 */
export function argpartition(
  a: ArrayLike,
  kth: number,
  options: { readonly axis?: number | undefined } = {},
): JaxArray {
  const [x, axis] = along("partition", a, options.axis);
  checkPlace("partition", x, kth, axis);
  return argsort(x, { axis });
}

/**
 * The elements of an array in order along its last axis, as complex numbers: by real part, where these are equal by imaginary part.
 *
 * @param a array
 * @returns the elements, complex64
 * @example
 * assertEqual(jnp.sortComplex(jnp.array([new jax.Complex(2, 1), new jax.Complex(2, -1), 1])), "[1.+0.j 2.-1.j 2.+1.j]");
 */
export function sortComplex(a: ArrayLike): JaxArray {
  return inDType(sort(a), "complex64");
}
