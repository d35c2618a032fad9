/**
 * Code that SIGINT stops, for Nodes in which the worker cannot hear signals: `vm` watches for the signal in a thread of its own while
 * a script runs. It ends with the first `await`; from there on only interrupt_request reaches a cell that computes.
 */
import vm from "node:vm";
import { KeyboardInterrupt } from "./keyboardInterrupt.ts";

const key = Symbol.for("nnxlab.breakable");
const caller = new vm.Script('globalThis[Symbol.for("nnxlab.breakable")]()', {
  filename: "node:nnxlab", // stack traces leave it out
});

/** Calls `body`; on SIGINT it is cut off, `onCut` called, and a `KeyboardInterrupt` thrown instead. */
export function callBreakable<T>(body: () => T, onCut: () => void): T {
  Object.defineProperty(globalThis, key, { value: body, configurable: true, enumerable: false });
  try {
    return caller.runInThisContext({ breakOnSigint: true }) as T;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    onCut();
    throw new KeyboardInterrupt("the cell was stopped while it computed; its variables keep their values");
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
}
