/**
 * Calls that change several arrays, or write over one: cut off in the middle they would leave a model half old and half new. The host
 * of an interrupt waits until such a call is done.
 */
import { interruptHost } from "./host.ts";
import { withCleanup } from "./withCleanup.ts";

let wanted = false;
let held = false;

/**
 * Runs `body` so that an interrupt comes before anything has changed (which is when it calls `holdInterrupts`) or after its end. Tracing
 * and compiling, which come before, can be interrupted, and so can a program that writes over nothing.
 */
export function inOnePiece<R>(body: () => R): R {
  if (!interruptHost || wanted) return body();
  wanted = true;
  return withCleanup(body, leave);
}

/** From here to the end of the outermost `inOnePiece` around this call nothing is cut off; nothing happens where there is none. */
export function holdInterrupts(): void {
  if (!wanted || held) return;
  held = true;
  interruptHost!.hold();
}

function leave(): void {
  wanted = false;
  if (!held) return;
  held = false;
  interruptHost!.release();
}
