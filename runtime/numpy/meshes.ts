/** Indices and ranges written in brackets: `s_ indexExp mgrid ogrid r_ c_`. In Python `jnp.mgrid[0:3, 0:2]`, here a call with slices. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { broadcastTo } from "./broadcast.ts";
import type { Index, IndexItem } from "./indexItems.ts";
import { concatenate, stack } from "./join.ts";
import { columnStack } from "./joins.ts";
import { arange } from "./ranges.ts";
import { atleast1d, reshape } from "./reshape.ts";
import { Slice } from "./slice.ts";

/**
 * An index as a value, to be used several times with `x.at(…)`.
 *
 * @param items numbers, slices, `"..."`, null or arrays
 * @returns the index
 * @example
 * const corner = jnp.s_(jax.slice(0, 2), jax.slice(0, 1));
 * assertEqual(jnp.arange(9).reshape([3, 3]).at(corner).get(), "[[0]\n [3]]");
 */
export function s_(...items: readonly IndexItem[]): Index {
  return items.length === 1 ? items[0]! : items;
}

/**
 * As `s_`, but always a list.
 *
 * @param items numbers, slices, `"..."`, null or arrays
 * @returns the list
 * @example
 * assertEqual(jnp.indexExp(2).length, 1);
 */
export function indexExp(...items: readonly IndexItem[]): readonly IndexItem[] {
  return items;
}

function rangeOf({ start, stop, step }: Slice): JaxArray {
  if (stop === null) throw new RangeError(`Cannot count ${new Slice(start, stop, step)}: the end must be given`);
  return arange(start ?? 0, stop, step ?? 1);
}

/** One vector for each range, along its own axis. */
function open(ranges: readonly Slice[]): JaxArray[] {
  const vectors = ranges.map(rangeOf);
  return vectors.map((x, axis) =>
    reshape(
      x,
      vectors.map((_, k) => (k === axis ? x.size : 1)),
    ),
  );
}

/**
 * The coordinates of a grid as one array: Python's `jnp.mgrid[0:3, 0:2]`.
 *
 * @param ranges `jax.slice(start, stop, step)` for each axis
 * @returns i32[axes, …sizes]; a vector for one range
 * @throws RangeError for a range without an end
 * @example
 * assertEqual(jnp.mgrid(jax.slice(0, 2), jax.slice(0, 2)).at(1).get(), "[[0 1]\n [0 1]]");
 */
export function mgrid(...ranges: readonly Slice[]): JaxArray {
  const parts = open(ranges);
  if (parts.length === 1) return parts[0]!;
  const shape = parts.map((x, axis) => x.shape[axis]!);
  return stack(parts.map((x) => broadcastTo(x, shape)));
}

/**
 * The coordinates of a grid as vectors that broadcast: Python's `jnp.ogrid[0:3, 0:2]`.
 *
 * @param ranges `jax.slice(start, stop, step)` for each axis
 * @returns one array for each axis
 * @throws RangeError for a range without an end
 * @example
 * assertEqual(jnp.ogrid(jax.slice(0, 2), jax.slice(0, 3)).map((x) => x.shape), [[2, 1], [1, 3]]);
 */
export function ogrid(...ranges: readonly Slice[]): JaxArray[] {
  return open(ranges);
}

/** What `r_` and `c_` join. */
export type Joinable = ArrayLike | Slice;

const asPart = (item: Joinable): JaxArray => (item instanceof Slice ? rangeOf(item) : atleast1d(item));

/**
 * Arrays, numbers and ranges joined along the first axis: Python's `jnp.r_[1, 2:5]`.
 *
 * @param items arrays, numbers, and `jax.slice(start, stop, step)` for ranges
 * @returns the joined array
 * @throws TypeError where the shapes do not fit
 * @example
 * assertEqual(jnp.r_(9, jax.slice(0, 3)), "[9 0 1 2]");
 */
export function r_(...items: readonly Joinable[]): JaxArray {
  return concatenate(items.map(asPart));
}

/**
 * Vectors, numbers and ranges side by side as columns: Python's `jnp.c_[a, b]`.
 *
 * @param items arrays, numbers, and `jax.slice(start, stop, step)` for ranges
 * @returns a matrix
 * @throws TypeError where the sizes do not fit
 * @example
 * assertEqual(jnp.c_(jnp.array([1, 2]), jnp.array([3, 4])), "[[1 3]\n [2 4]]");
 */
export function c_(...items: readonly Joinable[]): JaxArray {
  return columnStack(items.map(asPart));
}
