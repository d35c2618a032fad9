/** A `finally` that is made up for when execution was terminated. */
import { interruptHost } from "./host.ts";

const pending: (() => void)[] = [];

/**
 * Runs `body`, then `cleanup`, whatever happens: also when `body` was cut off by an interrupt, then as soon as the host says so. For
 * state that lasts as long as a call, such as the stack of traces.
 *
 * @param body what to run; it must be synchronous
 * @param cleanup puts things back; run twice it must do the same as run once
 * @returns what `body` returns
 */
export function withCleanup<R>(body: () => R, cleanup: () => void): R {
  const depth = pending.length;
  pending.push(cleanup);
  try {
    return body();
  } finally {
    cleanup();
    pending.length = depth;
  }
}

/** Does what calls that were cut off have left to do, innermost first. */
export function cleanUp(): void {
  for (let cleanup = pending.at(-1); cleanup; cleanup = pending.at(-1)) {
    pending.pop();
    try {
      cleanup();
    } catch {
      // whoever would have heard of it has been cut off
    }
  }
}

interruptHost?.onTermination(cleanUp);
