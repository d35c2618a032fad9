/** Static indices: which box of an array an index means, and how the box is shaped for the user. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { type Positions, positionsOf, Slice } from "./slice.ts";

/** One item of an index: a position, a range, a new axis (null), or all axes in between (`"..."`). */
export type IndexItem = number | Slice | null | "..." | JaxArray;

/** What `x.at(…)` takes: one item, or a list of them, one for each axis from the first. */
export type Index = IndexItem | readonly IndexItem[];

/** A box of an array. */
export interface Region {
  /** For each axis of the array. */
  readonly axes: readonly Positions[];
  /** Whether the index names a place outside the array: then nothing is written. */
  readonly outside: boolean;
  /** Shape of the box before single positions are dropped and new axes are put in. */
  readonly boxShape: Shape;
  /** Shape that the user sees. */
  readonly shape: Shape;
}

/** The box that an index means. Positions outside the array are brought to its ends, as JAX reads them. */
export function regionOf(x: JaxArray, index: Index): Region {
  const items = expand(x, Array.isArray(index) ? index : [index as IndexItem]);
  const axes: Positions[] = [];
  const shape: number[] = [];
  let outside = false;
  for (const item of items) {
    if (item === null) {
      shape.push(1);
      continue;
    }
    const size = x.shape[axes.length]!;
    if (typeof item === "number") {
      const place = item < 0 ? item + size : item;
      if (place < 0 || place >= size) outside = true;
      if (size === 0)
        throw new RangeError(`Cannot index ${printAval(x.aval)} at ${item}: axis ${axes.length} has no element`);
      axes.push({ first: Math.min(Math.max(place, 0), size - 1), count: 1, step: 1, reversed: false });
      continue;
    }
    const positions = positionsOf(item, size);
    axes.push(positions);
    shape.push(positions.count);
  }
  return { axes, outside, boxShape: axes.map(({ count }) => count), shape };
}

/** The items with `"..."` written out: one number or slice for each axis, and nulls. */
function expand(x: JaxArray, given: readonly IndexItem[]): (number | Slice | null)[] {
  const items = given.map((item) => checked(x, item));
  const dots = items.indexOf("...");
  if (items.indexOf("...", dots + 1) >= 0 && dots >= 0)
    throw new TypeError('Cannot index with more than one "...": it stands for all axes not named');
  const named = items.filter((item) => item !== null && item !== "...").length;
  if (named > x.ndim)
    throw new TypeError(`Cannot index ${printAval(x.aval)} by ${named} indices: it has ${x.ndim} axes`);
  const rest = Array.from({ length: x.ndim - named }, () => new Slice(null, null, null));
  const at = dots < 0 ? items.length : dots;
  return [...items.slice(0, at), ...rest, ...items.slice(at + 1)] as (number | Slice | null)[];
}

function checked(x: JaxArray, item: IndexItem): Exclude<IndexItem, JaxArray> {
  const value = standsFor(item as ArrayLike) as IndexItem;
  if (value === null || value === undefined) return null;
  if (value instanceof Slice || value === "...") return value;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (value instanceof JaxArray) return fromScalar(x, value);
  const repair = Array.isArray(value) ? "; for a range use jax.slice(start, stop)" : "";
  throw new TypeError(
    `Cannot index ${printAval(x.aval)} by ${typeof value === "number" ? value : describe(value)}: items are whole numbers, jax.slice(start, stop), null and "..."${repair}`,
  );
}

/** A concrete whole scalar array stands for its number. */
function fromScalar(x: JaxArray, index: JaxArray): number {
  if (index.ndim === 0 && (index.dtype === "int32" || index.dtype === "uint32")) return Number(index.item());
  throw new TypeError(
    `Cannot index ${printAval(x.aval)} by ${printAval(index.aval)}: places must be known as whole numbers; choose elements by jnp.where or a product with jax.nn.oneHot`,
  );
}
