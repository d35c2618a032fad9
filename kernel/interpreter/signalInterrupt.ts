/**
 * SIGINT, heard in the worker. Node delivers signals to the main thread's event loop only, which does not turn while a cell computes;
 * libuv delivers them to every loop that asks, and up to Node 22 its binding for that can be reached from a worker.
 */

interface SignalHandle {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  unref(): void;
}

const sigint = 2;

/** Calls `onInterrupt` at each SIGINT. Returns false where the binding is missing; the main thread does what it can then. */
export function listenForInterrupts(onInterrupt: () => void): boolean {
  const { noDeprecation } = process;
  process.noDeprecation = true; // process.binding warns, and there is no other way
  try {
    const { Signal } = (process as unknown as { binding(name: string): { Signal: new () => SignalHandle } }).binding(
      "signal_wrap",
    );
    const handle = new Signal();
    handle.onsignal = onInterrupt;
    handle.unref();
    return handle.start(sigint) === 0;
  } catch {
    return false;
  } finally {
    process.noDeprecation = noDeprecation as boolean;
  }
}
