/**
 * Whoever may terminate running code from outside, as the Jupyter kernel does at an interrupt. Termination unwinds every call without
 * running a single `finally` or `catch`; so a host offers to wait for a good moment, and says afterwards that it has happened.
 */

/** What a host puts at `globalThis[Symbol.for("nnxlab.interrupts")]` before it loads the runtime. */
export interface InterruptHost {
  /** From here on code is not terminated … */
  hold(): void;
  /** … until here; it may well be terminated in this call. */
  release(): void;
  /** Calls `listener` after each termination, when no call is under way. */
  onTermination(listener: () => void): void;
}

const key = Symbol.for("nnxlab.interrupts");

/** The host, if there is one. */
export const interruptHost: InterruptHost | undefined = (
  globalThis as unknown as Record<symbol, InterruptHost | undefined>
)[key];
