/**
 * The messages of the Debug Adapter Protocol that the debugger uses, and Jupyter's additions to it.
 *
 * @see https://microsoft.github.io/debug-adapter-protocol/specification
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#debug-request
 */
import type { Content } from "../wire/message.ts";

/** What a client asks. */
export interface DebugRequest {
  readonly seq: number;
  readonly command: string;
  readonly arguments: Content;
}

/** The answer to one request. */
export interface DebugResponse {
  readonly type: "response";
  readonly seq: number;
  readonly request_seq: number;
  readonly command: string;
  readonly success: boolean;
  readonly message?: string;
  readonly body: Content;
}

/** Something that happened. */
export interface DebugEvent {
  readonly type: "event";
  readonly seq: number;
  readonly event: "initialized" | "stopped" | "continued" | "thread" | "terminated" | "exited";
  readonly body: Content;
}

/** A place to stop at, as the client wishes it. Lines count from 1. */
export interface SourceBreakpoint {
  readonly line: number;
  /** Stop only when this is true. */
  readonly condition?: string;
}

/** A place to stop at, as it was set. */
export interface Breakpoint {
  readonly id: number;
  readonly verified: boolean;
  readonly line: number;
  readonly source: { readonly path: string };
  readonly message?: string;
}

/** A function that is being run. */
export interface StackFrame {
  readonly id: number;
  readonly name: string;
  readonly source: { readonly name: string; readonly path: string };
  readonly line: number;
  readonly column: number;
}

/** A group of variables. */
export interface Scope {
  readonly name: string;
  readonly variablesReference: number;
  readonly expensive: boolean;
}

/** A name and its value as text; `variablesReference` other than 0 asks for what is inside. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  readonly evaluateName?: string;
  readonly variablesReference: number;
  readonly indexedVariables?: number;
}

/** The only thread there is: the one that runs cells. */
export const cellThread = { id: 1, name: "cells" } as const;

/** A request that cannot be done; its message is for the user. */
export class DebugError extends Error {
  override readonly name: string = "DebugError";
}
