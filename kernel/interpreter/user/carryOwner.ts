/** Makes what cells wait with remember the cell it was started from. */
import { asOwner, currentOwner } from "./owner.ts";

type Callback = (...args: unknown[]) => unknown;
type Scheduler = (callback: Callback, ...rest: unknown[]) => unknown;

/** Replaces the global timers and their like by ones that call back on behalf of the cell that called them. */
export function carryOwner(): void {
  const globals = globalThis as unknown as Record<string, Scheduler>;
  for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]) {
    globals[name] = carrying(globals[name]!);
  }
  process.nextTick = carrying(process.nextTick as Scheduler) as typeof process.nextTick;
}

function carrying(schedule: Scheduler): Scheduler {
  const carrier = {
    // A method, so that the function can have the name of the one it stands for.
    [schedule.name](callback: Callback, ...rest: unknown[]): unknown {
      if (typeof callback !== "function") return schedule(callback, ...rest); // it says what is wrong
      const owner = currentOwner();
      return schedule((...args: unknown[]) => asOwner(owner, () => callback(...args)), ...rest);
    },
  }[schedule.name]!;
  // `util.promisify(setTimeout)` looks for a property of the function.
  return Object.defineProperties(carrier, Object.getOwnPropertyDescriptors(schedule));
}
