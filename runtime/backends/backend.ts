/**
 * The one narrow interface between programs and devices. A backend sees kernels and bytes: no jaxpr, no pytree, no user.
 * All calls are synchronous; work may be queued, and `read` waits for it. Calls take effect in the order they are made.
 */
import type { Program } from "../ir/kernel.ts";

/** Device memory of one array, opaque to everyone but its backend. Sizes are in bytes, always a multiple of 4. */
export interface Allocation {
  readonly bytes: number;
}

/** A program made ready for one backend. */
export interface Executable {
  readonly program: Program;
  /** The generated code, for people: WGSL text, or a listing of the Wasm function. */
  readonly text: string;
}

export interface Limits {
  /** Distinct buffers one kernel may load or store; the fuser keeps below it. */
  readonly buffersPerKernel: number;
  readonly maxAllocationBytes: number;
  /** Whether `Sections` are one kernel of the device, of whatever size; else each section is one, but for small ones that share a dispatch. */
  readonly sections: boolean;
  /** Whether `dispatch` takes the same memory as an input and an output where `compile/mayReplace.ts` allows it. */
  readonly replacesInputs: boolean;
}

export interface Backend {
  readonly name: "wasm" | "webgpu" | "reference";
  /** A line for people: engine, adapter, features in use. */
  readonly description: string;
  readonly limits: Limits;
  /** Uninitialised memory. Throws `OutOfMemoryError` when there is none left. */
  alloc(bytes: number): Allocation;
  /** Gives memory back; programs queued before still see it. */
  free(allocation: Allocation): void;
  write(allocation: Allocation, data: Uint8Array): void;
  /** Waits for all queued work that writes it, and copies it out. */
  read(allocation: Allocation): Uint8Array;
  readAsync(allocation: Allocation): Promise<Uint8Array>;
  prepare(program: Program): Executable;
  /** Queues the program. Outputs never overlap inputs, but where an output may replace an input and `limits.replacesInputs` is true. */
  dispatch(executable: Executable, inputs: readonly Allocation[], outputs: readonly Allocation[]): void;
  /** Blocks until `dispatch` can take a program without waiting for others; left out where it never waits. */
  waitForTurn?(): void;
  /** Settles when everything queued so far is done; rejects with a device error that happened meanwhile. */
  done(): Promise<void>;
  /** Bytes handed out and not yet freed. */
  readonly bytesInUse: number;
}

/** The device has no room left for an allocation. */
export class OutOfMemoryError extends Error {
  override readonly name: string = "OutOfMemoryError";
}
