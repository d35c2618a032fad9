/**
 * Indices with arrays of positions: `x.at([jnp.array([2, 0]), jax.slice(1, 3)])`. The axes that arrays and numbers are for are
 * gathered; ranges are cut out before. As in NumPy the axes of the arrays stand where the first of them stood, or in front if there is a
 * range or new axis between them.
 */
import { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import type { Shape } from "../types/shape.ts";
import { readBox, writeBox } from "./box.ts";
import { broadcastArrays } from "./broadcast.ts";
import type { PlainItem } from "./indexItems.ts";
import { power } from "./power.ts";
import { type Region, regionOf } from "./region.ts";
import { reshape } from "./reshape.ts";
import { Slice } from "./slice.ts";
import { permute } from "./transpose.ts";
import { where } from "./where.ts";

/** An index taken apart. */
export interface Places {
  /** The box that remains of the array when only its ranges are applied. */
  readonly region: Region;
  /** The axes of that box that are gathered, increasing, and an i32 array of one shape for each. */
  readonly axes: readonly number[];
  readonly indices: readonly JaxArray[];
  /** For each axis that the user sees: its place among [axes of the indices, other axes of the box], or null for a new axis. */
  readonly order: readonly (number | null)[];
}

/** Takes an index apart; `items` contains at least one array. */
export function placesOf(x: JaxArray, items: readonly PlainItem[]): Places {
  const region = regionOf(
    x,
    items.filter((item) => item !== null).map((item) => (item instanceof Slice ? item : new Slice(null, null, null))),
  );
  const along = items.filter((item) => item !== null);
  const axes = along.flatMap((item, axis) => (item instanceof Slice ? [] : [axis]));
  const given = axes.map((axis) => fromEnd(along[axis] as number | JaxArray, x.shape[axis]!));
  const indices = broadcastArrays(...given);
  return { region, axes, indices, order: orderOf(items, indices[0]!.ndim) };
}

/** Negative positions count from the end. */
function fromEnd(index: number | JaxArray, size: number): JaxArray {
  if (typeof index === "number") return scalar(index < 0 ? index + size : index, "int32");
  return lax.selectN(lax.lt(index, 0), index, lax.add(index, size));
}

function orderOf(items: readonly PlainItem[], rank: number): readonly (number | null)[] {
  const isPlace = items.map((item) => typeof item === "number" || item instanceof JaxArray);
  const [first, last] = [isPlace.indexOf(true), isPlace.lastIndexOf(true)];
  const together = isPlace.slice(first, last + 1).every(Boolean);
  let next = rank;
  const others = items.map((item, k) => (isPlace[k] ? undefined : item === null ? null : next++));
  const before = together ? others.slice(0, first) : [];
  const after = together ? others.slice(last + 1) : others;
  const gathered = Array.from({ length: rank }, (_, k) => k);
  return [...before, ...gathered, ...after].filter((axis) => axis !== undefined);
}

/** The part, in the shape that the user sees. Positions outside read the nearest element, or the fill value where there is one. */
export function readPlaces(x: JaxArray, { region, axes, indices, order }: Places, fill?: JaxArray): JaxArray {
  const box = readBox(x, region);
  const nearest = lax.gather(box, ...indices, { axes });
  const found = fill ? where(missing(indices, axes, box.shape, nearest.ndim), fill, nearest) : nearest;
  const permuted = permute(
    found,
    order.filter((axis) => axis !== null),
  );
  return reshape(permuted, shapeOf(order, found.shape));
}

/** Where a position is outside, with axes of size 1 for the axes that are not gathered. */
function missing(indices: readonly JaxArray[], axes: readonly number[], shape: Shape, rank: number): JaxArray {
  const outside = indices
    .map((index, k) => lax.or(lax.lt(index, 0), lax.ge(index, shape[axes[k]!]!)))
    .reduce((some, one) => lax.or(some, one));
  return reshape(outside, [...outside.shape, ...new Array<number>(rank - outside.ndim).fill(1)]);
}

/** The shape that the user sees. */
export function shapeOf(order: Places["order"], shape: Shape): Shape {
  return order.map((axis) => (axis === null ? 1 : shape[axis]!));
}

/** The shape of the gathered elements before they are put in the user's order. */
export function gatheredShape({ region, axes, indices }: Places): Shape {
  return [...indices[0]!.shape, ...region.boxShape.filter((_, axis) => !axes.includes(axis))];
}

/** How values that go to the same place are combined with each other and with what is there. */
export type Update = "set" | lax.ScatterOp | "div" | "pow";

/** A copy in which `values`, of the shape that the user sees, have gone to their places. Positions outside are not written. */
export function writePlaces(x: JaxArray, places: Places, values: JaxArray, update: Update): JaxArray {
  const { region, axes, indices } = places;
  const box = readBox(x, region);
  const sent = fromUserOrder(values, places);
  const next = update === "set" ? overwritten(box, sent, axes, indices) : combined(box, sent, axes, indices, update);
  return writeBox(x, region, next);
}

function fromUserOrder(values: JaxArray, places: Places): JaxArray {
  const shown = places.order.filter((axis) => axis !== null);
  const shape = gatheredShape(places);
  const squeezed = reshape(
    values,
    shown.map((axis) => shape[axis]!),
  );
  return permute(
    squeezed,
    shape.map((_, axis) => shown.indexOf(axis)),
  );
}

function combined(
  box: JaxArray,
  values: JaxArray,
  axes: readonly number[],
  indices: readonly JaxArray[],
  update: Exclude<Update, "set">,
): JaxArray {
  const op = update === "div" || update === "pow" ? "mul" : update;
  const folded = lax.scatterReduce(op, values, indices, axes, box.shape);
  const operations = { add: lax.add, mul: lax.mul, max: lax.max, min: lax.min, div: lax.div, pow: power } as const;
  return operations[update](box, folded);
}

/** Of several values for one place the last one stays. */
function overwritten(box: JaxArray, values: JaxArray, axes: readonly number[], indices: readonly JaxArray[]): JaxArray {
  const rank = indices[0]!.ndim;
  const n = indices[0]!.size;
  if (n === 0) return box;
  const sizes = axes.map((axis) => box.shape[axis]!);
  const rest = values.shape.slice(rank);
  const last = lax.lastByPlace(indices, sizes);
  const taken = lax.gather(reshape(values, [n, ...rest]), last, { axes: [0] });
  const column = reshape(last, [last.size, ...rest.map(() => 1)]);
  const flat = reshape(permuteFirst(box, axes), [last.size, ...rest]);
  return lax.inOrder(reshape(where(lax.ge(column, 0), taken, flat), [last.size, ...rest]), axes, box.shape);
}

/** The indexed axes first, then the others. */
function permuteFirst(x: JaxArray, axes: readonly number[]): JaxArray {
  return permute(x, [...axes, ...x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))]);
}
