/** What the pool tells its threads. All threads get all messages, in order. */

/** One part of a kernel: a function of the module, called with where it begins and ends. */
export interface Part {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Comes first. */
export interface Start {
  readonly kind: "start";
  readonly control: SharedArrayBuffer;
  /** What all modules import. */
  readonly memory: WebAssembly.Memory;
  /** Place among the threads, the caller's being 0. */
  readonly place: number;
}

/** A program whose kernels have parts. */
export interface AddProgram {
  readonly kind: "add";
  readonly program: number;
  readonly module: WebAssembly.Module;
  readonly kernels: readonly (readonly Part[])[];
}

/** A program that is gone. */
export interface DropProgram {
  readonly kind: "drop";
  readonly program: number;
}

export type Message = Start | AddProgram | DropProgram;
