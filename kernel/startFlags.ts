/**
 * V8's optimizing compiler rests while the kernel starts. Nearly all that runs then runs once, so compiling it well costs the other
 * hardware thread half of the time of starting, and is thrown away: 1.25 s of processor time until the first cell can be
 * checked, instead of 0.7. The switch is one of the whole process, so it goes back before a cell can be waiting for it.
 */
import { setFlagsFromString } from "node:v8";

let isAwake = false;

/** From now on nothing is optimized. */
export function restOptimizer(): void {
  isAwake = false;
  setFlagsFromString("--no-opt");
}

/** From now on what is hot is optimized, as usual. Costs nothing when this thread has said so before. */
export function wakeOptimizer(): void {
  if (isAwake) return;
  isAwake = true;
  setFlagsFromString("--opt");
}
