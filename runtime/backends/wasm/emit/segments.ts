import type { Level } from "./plan.ts";
import type { Segment } from "./scope.ts";

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
