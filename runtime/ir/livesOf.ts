/**
 * When buffers are in use. Steps have times in the order in which they stand; what a loop's body shares with the rest of the program
 * lives through the whole loop, since the last trip may need what the first one found. What only one trip knows dies in it.
 */
import type { Kernel, Step } from "./kernel.ts";
import { rootsOf } from "./rewriteKernel.ts";
import { topological } from "./walk.ts";

/** Times of the first and the last use. */
export interface Life {
  readonly from: number;
  readonly to: number;
}

/** The buffers that a kernel loads. */
export function loadedBy(kernel: Kernel): Set<number> {
  return new Set(topological(rootsOf(kernel)).flatMap((x) => (x.kind === "load" ? [x.buffer] : [])));
}

/** The buffers that a kernel loads or stores. */
function touchedBy(kernel: Kernel): Iterable<number> {
  return [...loadedBy(kernel), ...kernel.stores.map(({ buffer }) => buffer)];
}

/** The lives of all buffers that the steps touch. `touched` gives the buffers of a kernel. */
export function livesOf(
  steps: readonly Step[],
  touched: (kernel: Kernel) => Iterable<number> = touchedBy,
): Map<number, Life> {
  const uses = new Map<number, number>();
  if (steps.some(({ kind }) => kind !== undefined)) visit(steps, 0, touched, undefined, uses);
  return visit(steps, 0, touched, uses, new Map()).lives;
}

interface Visited {
  readonly lives: Map<number, Life>;
  /** Uses inside of these steps, by buffer. */
  readonly counts: Map<number, number>;
  readonly end: number;
}

/** Goes through the steps from a time on. `total` are the uses in the whole program; where absent, `counts` is what is wanted. */
function visit(
  steps: readonly Step[],
  start: number,
  touched: (kernel: Kernel) => Iterable<number>,
  total: ReadonlyMap<number, number> | undefined,
  counts: Map<number, number>,
): Visited {
  const lives = new Map<number, Life>();
  let time = start;
  const extend = (buffer: number, { from, to }: Life): void => {
    const known = lives.get(buffer);
    lives.set(buffer, known ? { from: Math.min(known.from, from), to: Math.max(known.to, to) } : { from, to });
  };
  const use = (buffer: number): void => {
    counts.set(buffer, (counts.get(buffer) ?? 0) + 1);
    extend(buffer, { from: time, to: time });
  };
  const include = (inner: readonly Step[], repeated: boolean): void => {
    const from = time;
    const inside = visit(inner, time + 1, touched, total, new Map());
    time = inside.end;
    for (const [buffer, count] of inside.counts) counts.set(buffer, (counts.get(buffer) ?? 0) + count);
    for (const [buffer, life] of inside.lives) {
      const isShared = total !== undefined && inside.counts.get(buffer)! < total.get(buffer)!;
      extend(buffer, repeated && isShared ? { from, to: time } : life);
    }
  };
  for (const step of steps) {
    switch (step.kind) {
      case undefined:
        for (const buffer of touched(step)) use(buffer);
        break;
      case "sections":
        for (const buffer of new Set(step.kernels.flatMap((kernel) => [...touched(kernel)]))) use(buffer);
        break;
      case "loop": {
        const own = [step.counter?.buffer, step.predicate].filter((buffer) => buffer !== undefined);
        own.forEach(use);
        include(step.body, true);
        for (const buffer of own) extend(buffer, { from: time, to: time });
        break;
      }
      case "branch":
        use(step.index);
        for (const branch of step.branches) include(branch, false);
        break;
      case "order":
        use(step.keys);
        use(step.places);
        break;
      default:
        throw step satisfies never;
    }
    time++;
  }
  return { lives, counts, end: time };
}
