/**
 * A door between the two threads: whoever wants to terminate the user's code shuts it first, which has to wait while the runtime is
 * in a call that must not be cut in two (it writes new parameters over old ones, say). One word of the shared memory, with four values.
 *
 *     main thread    open ──hold──▶ inside ──release──▶ open           worker   open ──shut──▶ shut
 *                              awaited ──release──▶ shut, waits                 inside ──shut──▶ awaited, waits
 */
import { setTimeout as delay } from "node:timers/promises";
import { slots } from "./protocol.ts";

const open = 0;
const inside = 1;
const awaited = 2;
const shut = 3;
const at = slots.door;
/** How often the worker looks whether the call is done. */
const lookEvery = 2; // ms

/** The main thread: nothing is terminated until `release`. */
export function hold(memory: Int32Array): void {
  for (;;) {
    const was = Atomics.compareExchange(memory, at, open, inside);
    if (was !== shut) return;
    Atomics.wait(memory, at, shut); // here the termination comes
  }
}

/** The main thread: the call is done. Whoever waits for that may terminate it here. */
export function release(memory: Int32Array): void {
  if (Atomics.compareExchange(memory, at, inside, open) !== awaited) return;
  Atomics.store(memory, at, shut);
  Atomics.wait(memory, at, shut);
}

/**
 * The worker: resolves to true when the main thread is in no such call, and will not begin one; to false when `givesUp` says so first.
 * Either way the door has to be opened again.
 */
export async function shutDoor(memory: Int32Array, givesUp: () => boolean): Promise<boolean> {
  for (;;) {
    const was = Atomics.compareExchange(memory, at, open, shut);
    if (was === open || was === shut) return true;
    Atomics.compareExchange(memory, at, inside, awaited);
    if (givesUp()) return false;
    await delay(lookEvery);
  }
}

/** The worker: termination has been done, or is not needed any more. */
export function openDoor(memory: Int32Array): void {
  Atomics.store(memory, at, open);
  Atomics.notify(memory, at);
}
