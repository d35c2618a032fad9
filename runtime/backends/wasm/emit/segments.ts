import { i32, operation, type Value } from "../module/code.ts";
import type { Level } from "./plan.ts";
import type { Bounds, Segment } from "./scope.ts";

/**
 * Cuts a loop of `size` elements into runs that a level of the plan handles alike: as many whole trips as there are, then what remains
 * with fewer copies, then single elements behind the last vector.
 *
 * @param overlap whether the last elements may be covered by a vector that begins before the first of them
 */
export function segmentsOf({ loop, block, width, count }: Level, size: number, overlap: boolean): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  const run = (trips: number, step: number, segmentWidth: 1 | 4, copies: number): void => {
    if (trips === 0 || copies === 0) return;
    segments.push({ loop, start: at, trips, step, width: segmentWidth, count: copies });
    at += trips * step;
  };
  if (block > 0) {
    run(Math.floor(size / block), block, 1, 1);
    run(size > at ? 1 : 0, size - at, 1, 1);
    return segments;
  }
  run(Math.floor(size / (width * count)), width * count, width, count);
  const rest = Math.floor((size - at) / width);
  run(1, rest * width, width, rest);
  const tail = size - at;
  if (tail === 0) return segments;
  if (overlap && size >= 4) segments.push({ loop, start: size - 4, trips: 1, step: 4, width: 4, count: 1 });
  else run(1, tail, 1, tail);
  return segments;
}

/**
 * The same for a size that only the call of the function knows: what is left behind whole trips is done one vector, then one element at a
 * time. `keep` puts a value into a local.
 */
export function looseSegmentsOf(
  { loop, block, width, count }: Level,
  size: Value,
  keep: (value: Value, name: string) => Value,
): LooseSegment[] {
  const wholes = (step: number): Value =>
    step === 1 ? size : keep(operation("i32.sub", size, operation("i32.rem_u", size, i32(step))), "whole");
  const segments: LooseSegment[] = [];
  let from: Value = i32(0);
  const run = (to: Value, step: number, segmentWidth: 1 | 4, copies: number): void => {
    segments.push({
      loop,
      start: 0,
      trips: Number.NaN,
      step,
      width: segmentWidth,
      count: copies,
      bounds: { from, to },
    });
    from = to;
  };
  if (block > 0) {
    run(wholes(block), block, 1, 1);
    const rest = keep(operation("i32.sub", size, from), "rest");
    segments.push({ loop, start: 0, trips: 1, step: 1, width: 1, count: 1, bounds: { from, to: size }, rest });
    return segments;
  }
  const steps = [...new Set([width * count, width, 1])];
  for (const step of steps) run(wholes(step), step, step > 1 ? width : 1, step > 1 ? step / width : 1);
  return segments;
}

/** A segment with bounds; `rest` are the elements of the one trip that a further level divides. */
export type LooseSegment = Segment & { readonly bounds: Bounds; readonly rest?: Value };
