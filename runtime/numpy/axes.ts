/** Axes as users name them: negative ones count from the end, null is all of them. */
import { refuseTraced } from "./refuseTraced.ts";

/** One axis, several, or null for all. */
export type Axes = number | readonly number[] | null;

/** The axis as a number ≥ 0; throws `RangeError` for one that the array does not have. */
export function axisOf(action: string, axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  const range = rank === 0 ? "a scalar has no axes" : `the array has the axes ${-rank} … ${rank - 1}`;
  throw new RangeError(`Cannot ${action} along axis ${axis}: ${range}`);
}

/** The axes in the order given; throws for axes that do not exist or are named twice. */
export function axesOf(action: string, axes: Axes | undefined, rank: number): readonly number[] {
  if (typeof axes !== "number") refuseTraced(action, "axis", Array.isArray(axes) ? axes : [axes]);
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === "number" ? [axisOf(action, axes, rank)] : axes.map((axis) => axisOf(action, axis, rank));
  if (new Set(list).size !== list.length)
    throw new TypeError(`Cannot ${action} along axes [${axes}]: an axis is named twice`);
  return list;
}
