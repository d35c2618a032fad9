/**
 * Time as a box has it: without the time in which it was ready to run and the machine gave its processors to others. A class that is
 * graded on a busy machine gets the same verdicts as one on an idle machine.
 */
import { readFileSync } from "node:fs";
import { family } from "./watchdog.ts";

/** However busy the machine is, no limit is stretched beyond this. */
const longestStretch = 6;

export interface FairClock {
  /** Seconds since it was started, as the box has them. */
  seconds(): number;
  /** Calls back when the box has had its time; returns a function that cancels. */
  after(seconds: number, onEnd: () => void): () => void;
}

/**
 * Starts a clock.
 *
 * @param pid the first process of the box
 */
export function startFairClock(pid: number): FairClock {
  const start = performance.now();
  const before = starvedSeconds(pid);
  let starved = before; // the last that was seen: a process that has ended says nothing
  const wall = (): number => (performance.now() - start) / 1000;
  const seconds = (): number => {
    starved = Math.max(starved, starvedSeconds(pid));
    return Math.max(wall() - (starved - before), wall() / longestStretch);
  };
  return {
    seconds,
    after(limit, onEnd) {
      let timer: NodeJS.Timeout;
      const look = (): void => {
        const left = limit - seconds();
        if (left <= 0.01) onEnd();
        else timer = setTimeout(look, left * 1000);
      };
      timer = setTimeout(look, limit * 1000);
      return () => clearTimeout(timer);
    },
  };
}

/**
 * How long the main threads of a box have waited for a processor since they began; the longest of them. 0 where the system does not
 * say.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
function starvedSeconds(pid: number): number {
  return Math.max(0, ...family(pid).map(waited));
}

function waited(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e9;
  } catch {
    return 0;
  }
}
