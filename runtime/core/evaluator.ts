/**
 * The door from the front half (which makes jaxprs) to the back half (which runs them). The front half only ever calls these
 * functions; `runtime/index.ts` fills them in with the evaluator of `execute/`.
 */
import type { Aval } from "../types/aval.ts";
import type { HostArray } from "../types/dtype.ts";
import type { Inspection, Recording } from "./inspection.ts";
import type { Jaxpr } from "./jaxpr.ts";

/** Device memory of one array value, counted: it goes back to the device when every holder has released it. */
export interface DeviceBuffer {
  readonly bytes: number;
  /** Takes one more share. */
  retain(): void;
  /** Gives one share back. */
  release(): void;
}

export interface Evaluator {
  /** Copies host data to the device. */
  fromHost(data: HostArray, aval: Aval): DeviceBuffer;
  /** Waits and copies back. */
  toHost(buffer: DeviceBuffer, aval: Aval): HostArray;
  toHostAsync(buffer: DeviceBuffer, aval: Aval): Promise<HostArray>;
  /** Name of the device that computes, as `wasm:0`; undefined before one is needed. */
  readonly device?: string | undefined;
  /** Whether `toHost` never waits, so that small results may be copied back as soon as they are made. */
  readonly readsAtOnce?: boolean;
  /**
   * Runs a jaxpr; its program is compiled once and kept with the jaxpr. Returns one buffer with one share per output.
   *
   * @param replaced for each output the place of an input that nobody looks at after the call, or −1: the output may be stored there, if the
   * program allows it and the caller's share of the input is the only one
   */
  evaluate(jaxpr: Jaxpr, inputs: readonly DeviceBuffer[], replaced?: ArrayLike<number>): DeviceBuffer[];
  /** Opens the program of a jaxpr for people. */
  inspect(jaxpr: Jaxpr): Inspection;
  /** Calls `body`; every program run meanwhile goes step by step, and each step is timed. */
  record(body: () => void): Recording;
}

let current: Evaluator | undefined;

/** Joins the halves; called once by `runtime/index.ts`, and by tests that want another back half. */
export function setEvaluator(evaluator: Evaluator): void {
  current = evaluator;
}

/** The evaluator in force. */
export function evaluator(): Evaluator {
  if (!current) throw new Error("Cannot run on a device: no evaluator is set; import runtime/index.ts, which sets one");
  return current;
}
