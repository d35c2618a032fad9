import type { EmittedKernel, Range } from "./emitKernel.ts";

/** A range of a kernel that one thread runs. */
export interface RangePart {
  readonly range: Range;
  readonly from: number;
  readonly to: number;
}

/** About `count` parts of a kernel, all of them about as large. */
export function partsOf({ ranges }: EmittedKernel, count: number): RangePart[] {
  const all = ranges.reduce((sum, { trips }) => sum + trips, 0);
  const most = Math.ceil(all / count);
  return ranges.flatMap((range) => {
    const { start, step, trips } = range;
    const pieces = Math.ceil(trips / most);
    const bound = (n: number): number => start + step * Math.floor((trips * n) / pieces);
    return Array.from({ length: pieces }, (_, n) => ({ range, from: bound(n), to: bound(n + 1) }));
  });
}
