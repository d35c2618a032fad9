/**
 * The compiler leaves some 300 KB of garbage per cell, and V8 would let it pile up to several times what is alive. So it is collected
 * when nobody waits, or after many cells in a row; a collection takes a tenth of a second.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Cells after which a pause is used. */
const worthIt = 100;
/** Cells after which it is done without a pause. */
const atLatest = 400;
/** A pause: nobody has run a cell for so long. */
const pause = 1000; // ms

let collect: (() => void) | undefined;

/** Returns what to call after each cell of this thread. */
export function garbageCollector(): () => void {
  let cells = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    cells = 0;
    collect ??= exposed();
    collect();
  };
  return () => {
    clearTimeout(timer);
    cells++;
    if (cells >= atLatest) setImmediate(run);
    else if (cells >= worthIt) timer = setTimeout(run, pause).unref();
  };
}

function exposed(): () => void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return gc;
}
