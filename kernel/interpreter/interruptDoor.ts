/**
 * A door between the two threads. The runtime makes calls that must not be cut in two (they write new parameters over old ones, say), so
 * it passes the door at their beginning and at their end; whoever wants to terminate the user's code asks for the door to be shut first.
 * The best place to be terminated at is the beginning of such a call: nothing of it has happened, and what the one before returned has
 * been assigned. So the worker waits there a moment; code that makes no such calls is terminated wherever it is.
 *
 *     open ──hold──▶ inside ──release──▶ open                    the main thread, when nobody asks
 *     wanted ──hold──▶ shut, and waits                           … when the worker does
 *     awaited ──release──▶ wanted
 *     open ──▶ wanted ──a moment──▶ shut      inside ──▶ awaited      the worker
 */
import { setTimeout as delay } from "node:timers/promises";
import { slots } from "./protocol.ts";

const open = 0;
const inside = 1;
const wanted = 2;
const awaited = 3;
const shut = 4;
const at = slots.door;
/** How often the worker looks how far the main thread is. */
const lookEvery = 2; // ms
/** How long the main thread may take to come to the beginning of a call. */
const moment = 10; // ms

/** The main thread: nothing is terminated until `release`. */
export function hold(memory: Int32Array): void {
  for (;;) {
    const was = Atomics.compareExchange(memory, at, open, inside);
    if (was === open) return;
    if (was === wanted) Atomics.compareExchange(memory, at, wanted, shut);
    Atomics.wait(memory, at, shut); // here the termination comes
  }
}

/** The main thread: the call is done. */
export function release(memory: Int32Array): void {
  if (Atomics.compareExchange(memory, at, inside, open) === awaited)
    Atomics.compareExchange(memory, at, awaited, wanted);
}

/**
 * The worker: resolves to true when the main thread is in no such call, and will not begin one; to false when `givesUp` says so first.
 * A thread that is not moving, because it stands still in the debugger, need not be waited for. Either way the door has to be opened again.
 */
export async function shutDoor(
  memory: Int32Array,
  { isMoving }: { readonly isMoving: boolean },
  givesUp: () => boolean,
): Promise<boolean> {
  const grace = isMoving ? moment : 0;
  let since = Number.POSITIVE_INFINITY;
  for (;;) {
    Atomics.compareExchange(memory, at, open, wanted);
    Atomics.compareExchange(memory, at, inside, awaited);
    const now = Atomics.load(memory, at);
    if (now === shut) return true;
    since = now === wanted ? Math.min(since, performance.now()) : Number.POSITIVE_INFINITY;
    if (performance.now() - since >= grace && Atomics.compareExchange(memory, at, wanted, shut) === wanted) return true;
    if (givesUp()) return false;
    await delay(lookEvery);
  }
}

/** The worker: termination has been done, or is not needed any more. */
export function openDoor(memory: Int32Array): void {
  Atomics.store(memory, at, open);
  Atomics.notify(memory, at);
}
