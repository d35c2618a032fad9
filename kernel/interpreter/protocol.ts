/**
 * What the two threads of the kernel say to each other. The worker has the sockets and TypeScript, the main thread has the user's
 * code; each side only ever waits for messages, except for `input()`, where the main thread sleeps until a line has come.
 */
import type { Content } from "../wire/message.ts";
import type { StreamName } from "../wire/streamBuffer.ts";
import type { CommEvent } from "./interpreter.ts";
import type { LocalModule } from "./typescript/localModules.ts";
import type { CompiledCell } from "./typescript/service.ts";
import type { CellName } from "./user/cellLives.ts";

/** A place in a file that is not the kernel's, counted from 1. */
export interface Frame {
  /** Name of the function, empty at the top level. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error, as it can be sent from thread to thread. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  /** The stack as far as it concerns the user, innermost first. */
  readonly frames: readonly Frame[];
  /** Properties of the error besides name and message, as text. */
  readonly details?: string;
  readonly cause?: ErrorRecord;
  readonly errors?: readonly ErrorRecord[];
}

/** How a cell ended in the main thread. */
export type RunResult =
  | { readonly status: "ok"; readonly data?: Content; readonly metadata?: Content }
  | { readonly status: "error"; readonly error: ErrorRecord; readonly assigned: readonly string[] };

/** Sent by the worker. */
export type ToUser =
  /** The worker cannot hear SIGINT: the main thread has to. */
  | { readonly type: "watchSignals" }
  | {
      readonly type: "run";
      readonly id: string;
      /** Names the run in shared memory. */
      readonly serial: number;
      readonly file: string;
      readonly cell: CompiledCell;
      readonly showResult: boolean;
      /** Run it under a clock: once, or many times. */
      readonly measure?: "time" | "timeit";
    }
  /** Forget what cells have declared. */
  | { readonly type: "reset" }
  | {
      readonly type: "evaluate";
      readonly id: string;
      readonly serial: number;
      readonly expressions: Readonly<Record<string, CompiledCell>>;
    }
  | { readonly type: "comm"; readonly owner: string; readonly event: CommEvent }
  /** These cells are to stop; unless it is `only` them, what ended cells have left behind stops too. */
  | { readonly type: "interrupt"; readonly ping: number; readonly cells: readonly string[]; readonly only: boolean }
  /** Whatever ran was terminated: there are no frames any more. */
  | { readonly type: "unwound" }
  /** What computed was cut off. It was done to stop these cells. */
  | { readonly type: "terminated"; readonly cells: readonly string[] }
  | { readonly type: "resolved"; readonly request: number; readonly module?: LocalModule; readonly error?: string }
  /** A good moment to collect garbage. */
  | { readonly type: "collect" }
  | { readonly type: "exit"; readonly code: number };

/** Sent by the main thread. */
export type ToWorker =
  /** What every cell has in scope is loaded. */
  | { readonly type: "scopeLoaded" }
  | { readonly type: "stream"; readonly owner: string | undefined; readonly name: StreamName; readonly text: string }
  | {
      readonly type: "publish";
      readonly owner: string | undefined;
      readonly messageType: string;
      readonly content: Content;
      readonly metadata: Content;
      readonly buffers?: readonly Uint8Array[];
    }
  /** What `comm` asked for is done. */
  | { readonly type: "commDone"; readonly owner: string }
  | { readonly type: "done"; readonly id: string; readonly result: RunResult }
  | { readonly type: "evaluated"; readonly id: string; readonly results: Readonly<Record<string, RunResult>> }
  | { readonly type: "pong"; readonly ping: number }
  /** After `terminated`: these cells were cut off, and had assigned these names; the main thread is ready for the next one. */
  | { readonly type: "ready"; readonly cut: readonly { readonly id: string; readonly assigned: readonly string[] }[] }
  /** No code of these cells can run any more. */
  | { readonly type: "gone"; readonly cells: readonly CellName[] }
  /** SIGINT has come. */
  | { readonly type: "signal" }
  /** An error that no cell was waiting for. */
  | { readonly type: "stray"; readonly owner: string | undefined; readonly kind: string; readonly error: ErrorRecord }
  | { readonly type: "input"; readonly owner: string | undefined; readonly prompt: string; readonly password: boolean }
  | { readonly type: "resolve"; readonly request: number; readonly specifier: string };

/** The answer to `input`, on a port of its own, where the sleeping main thread can fetch it. */
export type InputAnswer = { readonly value: string } | { readonly error: string };

/** What the main thread hands to the worker when it starts it. */
export interface WorkerData {
  readonly connectionFile: string;
  readonly folder: string;
  /** Memory that both threads see; the slots are below. */
  readonly shared: SharedArrayBuffer;
  readonly inputPort: import("node:worker_threads").MessagePort;
}

/** Slots of the shared memory, as Int32. */
export const slots = {
  /** While an interrupt waits to be noticed: the serial of the cell that is to stop; −n: all up to the nth; else 0. */
  interrupted: 0,
  /** 1 when a line for `input()` has come, or will not come. */
  input: 1,
  /** Characters printed and not yet handled by the worker. */
  backlog: 2,
  /** Whether the main thread may be terminated: interruptDoor.ts. */
  door: 3,
} as const;

/** Cells seem to be files of this folder, which does not exist, so that no file of the user's can have the name of a cell. */
export const cellFolder = "__cells__";

/** The file name of a cell's script: `cell-3.ts`, or `cell-3.1.ts` for a cell that was not counted. */
export function cellFile(count: number, serial: number): string {
  return serial === 0 ? `cell-${count}.ts` : `cell-${count}.${serial}.ts`;
}

/** `cell [3]` for the file of a cell, the path itself for any other file. */
export function fileTitle(file: string): string {
  const cell = /(?:^|[\\/])cell-(\d+)(?:\.\d+)?\.ts$/.exec(file);
  return cell ? `cell [${cell[1]}]` : file;
}
