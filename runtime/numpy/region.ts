/** Static indices: which box of an array an index means, and how the box is shaped for the user. */
import type { JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { type Positions, positionsOf, type Slice } from "./slice.ts";

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

/** The box that items mean. Positions outside the array are brought to its ends, as JAX reads them. */
export function regionOf(x: JaxArray, items: readonly (number | Slice | null)[]): Region {
  const axes: Positions[] = [];
  const shape: number[] = [];
  let outside = false;
  for (const item of items) {
    const size = x.shape[axes.length]!;
    if (item === null) shape.push(1);
    else if (typeof item === "number") {
      const place = item < 0 ? item + size : item;
      if (place < 0 || place >= size) outside = true;
      if (size === 0)
        throw new RangeError(`Cannot index ${printAval(x.aval)} at ${item}: axis ${axes.length} has no element`);
      axes.push({ first: Math.min(Math.max(place, 0), size - 1), count: 1, step: 1, reversed: false });
    } else {
      const positions = positionsOf(item, size);
      axes.push(positions);
      shape.push(positions.count);
    }
  }
  return { axes, outside, boxShape: axes.map(({ count }) => count), shape };
}
