/** What the compiler made of a jaxpr, for people: filled in by the back half (`execute/inspect.ts`), shown by `control/stages.ts`. */
import type { DeviceBuffer } from "./evaluator.ts";

/** Work in numbers. */
export interface Work {
  /** Arithmetic, comparisons, selections and conversions of floats, one each; a fold is one for each element. */
  readonly flops: number;
  /** Calls of `exp`, `log`, `tanh`, `sin`, `cos`, `pow` and so on. */
  readonly transcendentals: number;
  /** Bytes of memory read and written if each element that is needed moves once. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** A kernel; or a loop, branch or order, whose kernels come behind it one level deeper. */
export interface StepReport {
  readonly kind: "kernel" | "loop" | "branch" | "order";
  readonly name: string;
  readonly depth: number;
  /** How many kernels run as this one, on grids one behind the other; absent where it is one alone. */
  readonly sections?: number;
  /** Of a kernel in sections: the points of all of them. */
  readonly grid: readonly number[];
  readonly reduce: readonly number[];
  /** How often it runs in one call; undefined inside a loop whose end is not known before. */
  readonly times: number | undefined;
  /** Of one run. */
  readonly work: Work;
  /** The primitives that were fused into it, in order. */
  readonly primitives: readonly string[];
  /** What it writes to memory, and why it could not stay in registers. */
  readonly stored: readonly { readonly what: string; readonly why: string }[];
}

/** Bytes by purpose. */
export interface MemoryReport {
  readonly argumentBytes: number;
  readonly outputBytes: number;
  /** The arena that all temporaries share. */
  readonly temporaryBytes: number;
  /** Length of the generated code as text. */
  readonly codeBytes: number;
}

/** Milliseconds of one run of one step. */
export interface StepTime {
  readonly name: string;
  readonly work: Work;
  readonly ms: number;
}

/** Times of steps that ran one by one. */
export interface Recording {
  readonly backend: string;
  readonly times: readonly StepTime[];
  /** How the times were taken, in one sentence. */
  readonly method: string;
}

/** A compiled program, opened for people. */
export interface Inspection {
  readonly backend: string;
  readonly steps: readonly StepReport[];
  readonly memory: MemoryReport;
  /** The program in the kernel language. */
  readonly kernels: string;
  /** What the backend generated: WGSL, or a listing of WebAssembly. */
  readonly code: string;
  /** Runs the program step by step, so many times. */
  time(inputs: readonly DeviceBuffer[], rounds: number): Recording;
}
