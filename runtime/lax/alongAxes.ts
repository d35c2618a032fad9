/**
 * Collectives along several mapped axes as if they were one, whose places are counted row-major: the last name runs fastest. Each is made
 * of collectives along single axes, in the order that gives this count.
 */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { add, mul } from "../primitives/arithmetic.ts";
import { broadcastInDim } from "../primitives/broadcastInDim.ts";
import * as collectives from "../primitives/collectives.ts";
import { concatenate } from "../primitives/concatenate.ts";
import { gather } from "../primitives/gather.ts";
import { moveAxis } from "../primitives/moveAxis.ts";
import { reshape } from "../primitives/reshape.ts";
import { aval } from "../types/aval.ts";

/** A mapped axis. */
export interface MappedAxis {
  readonly name: string;
  readonly size: number;
}

/** How many places there are along all of them. */
export function placesAlong(axes: readonly MappedAxis[]): number {
  return axes.reduce((product, { size }) => product * size, 1);
}

/** The own place, i32[]. */
export function indexAlong(axes: readonly MappedAxis[]): JaxArray {
  let place: JaxArray | undefined;
  for (const { name, size } of axes) {
    const index = collectives.axisIndex({ axisName: name });
    place = place ? add(mul(place, size), index) : index;
  }
  return place ?? scalar(0, "int32");
}

/** The arrays of all places, stacked along a new axis. */
export function gatherAlong(x: JaxArray, axes: readonly MappedAxis[], at: number): JaxArray {
  const rest = x.shape;
  for (const { name, size } of [...axes].reverse()) x = collectives.allGather(x, { axisName: name, size, axis: at });
  return axes.length === 1 ? x : reshape(x, { newSizes: [...rest.slice(0, at), placesAlong(axes), ...rest.slice(at)] });
}

/** Of the sum, each place its slice of an axis, which has as many. */
export function scatterAlong(x: JaxArray, axes: readonly MappedAxis[], dimension: number): JaxArray {
  let parts = axes.length === 1 ? x : splitAt(x, dimension, axes);
  for (const { name, size } of axes) parts = collectives.psumScatter(parts, { axisName: name, size, dimension });
  return parts;
}

/** Sent from place to place; zeros where none arrives. */
export function permuteAlong(
  x: JaxArray,
  axes: readonly MappedAxis[],
  permutation: readonly (readonly [source: number, target: number])[],
): JaxArray {
  const [axis] = axes;
  if (axes.length === 1) return collectives.ppermute(x, { axisName: axis!.name, size: axis!.size, permutation });
  const size = placesAlong(axes);
  const nothing = broadcastInDim(scalar(0, x.dtype), { shape: [1, ...x.shape], broadcastDimensions: [] });
  const all = concatenate(gatherAlong(x, axes, 0), nothing, { dimension: 0 });
  const sources = new Int32Array(size).fill(size); // the zeros
  for (const [source, target] of permutation) sources[target] = source;
  const own = gather(DeviceArray.fromHost(sources, aval([size], "int32")), indexAlong(axes), { axes: [0] });
  return gather(all, own, { axes: [0] });
}

/** Each place gives slice i of an axis, which has one for each, to place i; what it receives stands along a new axis. */
export function exchangeAlong(
  x: JaxArray,
  axes: readonly MappedAxis[],
  splitAxis: number,
  concatAxis: number,
): JaxArray {
  const [axis] = axes;
  if (axes.length === 1)
    return collectives.allToAll(x, { axisName: axis!.name, size: axis!.size, splitAxis, concatAxis });
  let parts = splitAt(x, splitAxis, axes);
  // one axis goes to the front for each that is split, so the next to split, the one before it, is at the same place
  const last = splitAxis + axes.length - 1;
  for (const { name, size } of [...axes].reverse())
    parts = collectives.allToAll(parts, { axisName: name, size, splitAxis: last, concatAxis: 0 });
  const newSizes = [placesAlong(axes), ...parts.shape.slice(axes.length)];
  return moveAxis(reshape(parts, { newSizes }), 0, concatAxis);
}

/** An axis as one for each mapped axis. */
function splitAt(x: JaxArray, axis: number, axes: readonly MappedAxis[]): JaxArray {
  const sizes = axes.map(({ size }) => size);
  return reshape(x, { newSizes: [...x.shape.slice(0, axis), ...sizes, ...x.shape.slice(axis + 1)] });
}
