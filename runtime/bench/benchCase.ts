/**
 * A benchmark case: work that this runtime and its peers do on the same numbers. The peers' side of a case has the same name in
 * `tools/bench/peers/`; the first results of all sides must agree before anything is timed.
 */
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { defaultBackend } from "../execute/backends.ts";

/** What can be measured of one case. */
export interface BenchCase {
  readonly name: string;
  /** One line for people: what is computed, and on what. */
  readonly about: string;
  /**
   * `time`: the time of one iteration in a process that is warm. `first`: the time of the first call in a fresh process: tracing,
   * compiling, running. `memory`: how much memory a long run takes.
   */
  readonly kind: "time" | "first" | "memory";
  /** Arithmetic or traffic of one iteration, in millions, for a rate beside the time. */
  readonly work?: { readonly millions: number; readonly unit: "GFLOP/s" | "GB/s" };
  /** Iterations come in whole multiples of this many (steps queued before one read); default 1. */
  readonly atOnce?: number;
  /** The largest relative difference of first results between engines; default 1e-4. */
  readonly tolerance?: number;
  /** Makes data and function. Not timed. */
  make(): Running;
}

/** A case with its data made. */
export interface Running {
  /** The first call; gives a few numbers of its result. */
  first(): readonly number[];
  /** Runs so many iterations, and returns when the device has done them. */
  run(iterations: number): void | Promise<void>;
  /** Figures of a `memory` case. */
  measure?(): Promise<Readonly<Record<string, number>>>;
}

/** Waits until the device has done everything. */
export function deviceDone(): Promise<void> {
  return defaultBackend().done();
}

/** A case's `run` that calls a function again and again, and waits for the device at the end. */
export function repeated(call: () => unknown): Running["run"] {
  return async (iterations) => {
    for (let i = 0; i < iterations; i++) call();
    await deviceDone();
  };
}

/** The same for a call whose result is given back at once, as large results should be. */
export function repeatedAndFreed(call: () => JaxArray): Running["run"] {
  return repeated(() => (call() as DeviceArray).delete());
}

/** Five elements spread over an array, for the comparison with peers: at 0, ¼, ½, ¾ and 1 of its length. */
export function sample(x: JaxArray): readonly number[] {
  const { host } = x as DeviceArray;
  return [0, 1, 2, 3, 4].map((quarter) => host[Math.floor((quarter * (host.length - 1)) / 4)]!);
}
