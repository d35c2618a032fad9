/**
 * When garbage is collected. The compiler leaves some 300 KB of it per cell, and V8 would let it pile up to several times what is alive. The
 * thread of the user leaves so little that V8 would look at it every ten thousand cells, and until then the kernel cannot know which cells it
 * may forget (user/cellLives.ts). So both are collected when nobody waits, or after many cells in a row: a tenth of a second in this
 * thread, a fiftieth in the other.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Cells after which a pause is used. */
const worthIt = 100;
/** Cells after which it is done without a pause. */
const atLatest = 400;
/** A pause: nobody has run a cell for so long. */
const pause = 1000; // ms
/** A heap of the user's that is larger is left to V8, which looks through it often enough; it would take longer than a tenth of a second. */
const largestHeap = 128e6; // bytes

/** Returns what to call after each cell of this thread; `collectOther` is to have the other thread's garbage collected. */
export function garbageCollector(collectOther: () => void): () => void {
  let cells = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    cells = 0;
    collect();
    collectOther();
  };
  return () => {
    clearTimeout(timer);
    cells++;
    if (cells >= atLatest) setImmediate(run);
    else if (cells >= worthIt) timer = setTimeout(run, pause).unref();
  };
}

/** Collects this thread's garbage, unless that takes long. */
export function collectIfSmall(): void {
  if (getHeapStatistics().used_heap_size < largestHeap) collect();
}

let gc: (() => void) | undefined;

/** Collects this thread's garbage. */
export function collect(): void {
  gc ??= exposed();
  gc();
}

function exposed(): () => void {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return found;
}
