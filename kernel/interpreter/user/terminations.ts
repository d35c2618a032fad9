/**
 * What the runtime, and whoever else wants to, hears of terminations: an object at `globalThis[Symbol.for("nnxlab.interrupts")]`
 * (runtime/interrupts/host.ts says what for). It has to be there before the runtime is loaded.
 */
import { hold, release } from "../interruptDoor.ts";

/** Offers the object; the result is to be called after each termination. */
export function offerTerminations(memory: Int32Array): () => void {
  const listeners: (() => void)[] = [];
  const host = {
    hold: () => hold(memory),
    release: () => release(memory),
    onTermination: (listener: () => void) => void listeners.push(listener),
  };
  Object.defineProperty(globalThis, Symbol.for("nnxlab.interrupts"), { value: Object.freeze(host) });
  return () => {
    for (const listener of listeners) listener();
  };
}
