/**
 * The language door: what the protocol side asks of a language, without knowing which one it is. The TypeScript interpreter is one
 * (typescriptInterpreter.ts); the tests of the messages use another.
 */
import type { DebugRequest, DebugResponse } from "../debugger/dap.ts";
import type { Content } from "../wire/message.ts";
import type { StreamName } from "../wire/streamBuffer.ts";

/** `language_info` of kernel_info_reply. */
export interface LanguageInfo {
  readonly name: string;
  readonly version: string;
  readonly mimetype: string;
  readonly file_extension: string;
  readonly codemirror_mode: string;
  readonly pygments_lexer: string;
  readonly nbconvert_exporter: string;
}

/** One value, as several MIME types. */
export interface MimeBundle {
  readonly data: Content;
  readonly metadata: Content;
}

/** What clients are told about an error. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  /** Lines with ANSI colours. */
  readonly traceback: readonly string[];
}

/** A cell to run. */
export interface Cell {
  /** Names the cell in events; unique. */
  readonly id: string;
  readonly code: string;
  /** The number in brackets. */
  readonly count: number;
  /** Whether the value of the last expression is wanted. */
  readonly showResult: boolean;
  /** The subshell it runs in; none: the main shell. */
  readonly subshell?: string | undefined;
}

/** How a cell ended. */
export type Outcome =
  | {
      readonly status: "ok";
      readonly result?: MimeBundle;
      /** Something to read beside the notebook, as the documentation of a name. */
      readonly page?: MimeBundle;
    }
  | { readonly status: "error"; readonly error: ErrorContent };

/** Whether a console should run what was typed. */
export type Completeness =
  | { readonly status: "complete" }
  | { readonly status: "invalid" }
  | { readonly status: "incomplete"; readonly indent: string };

/** One proposal. */
export interface Completion {
  readonly text: string;
  /** `function`, `class`, `keyword`, …: clients draw an icon for it. */
  readonly type: string;
  /** How it is called: `(x: ArrayLike): Array`. */
  readonly signature?: string;
  readonly deprecated?: boolean;
}

/** What could stand at the cursor. */
export interface Completions {
  readonly matches: readonly Completion[];
  /** The part of the code that a match replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** What a page does to a comm: a line between an object in the page and one in the kernel, as widgets have. */
export interface CommEvent {
  readonly kind: "open" | "message" | "close";
  readonly id: string;
  /** What a comm that is opened is for, as `jupyter.widget`. */
  readonly target: string;
  readonly data: Content;
  readonly metadata: Content;
  readonly buffers: readonly Uint8Array[];
}

/** What happens while cells run. `owner` is the id of the cell it belongs to. */
export interface InterpreterEvents {
  stream(owner: string | undefined, name: StreamName, text: string): void;
  publish(
    owner: string | undefined,
    type: string,
    content: Content,
    metadata: Content,
    buffers?: readonly Uint8Array[],
  ): void;
  /** Asks the user for a line; rejects when the client cannot be asked. */
  input(owner: string | undefined, prompt: string, password: boolean): Promise<string>;
  /** No code of the cell can run any more: no function of it, no timer, nothing that waits. */
  gone(owner: string): void;
}

/** A language, as the protocol side sees it. */
export interface Interpreter {
  readonly language: LanguageInfo;
  /** First line that a console shows. */
  readonly banner: string;
  /** Gets ready in the background; resolves when the first cell would not have to wait. The same promise for every call. */
  prepare(): Promise<void>;
  /** Runs a cell; cells of other shells may be running. Never rejects: whatever happens is an outcome. */
  execute(cell: Cell): Promise<Outcome>;
  /** Whether code of a cell that has ended can still run; the event `gone` tells when that is over. */
  mayStillRun(cell: string): boolean;
  /** Values of expressions, each with its own outcome; what they print belongs to `cell`, which has run. */
  evaluate(
    expressions: Readonly<Record<string, string>>,
    cell: Pick<Cell, "id" | "subshell">,
  ): Promise<Readonly<Record<string, Outcome>>>;
  isComplete(code: string): Promise<Completeness>;
  /** Completions at `cursor` (UTF-16 units). Never runs code. */
  complete(code: string, cursor: number): Promise<Completions>;
  /** What is known about the name at `cursor`; level 1 asks for its source too. Never runs code. */
  inspect(code: string, cursor: number, level: 0 | 1): Promise<MimeBundle | undefined>;
  /**
   * Tells the language what a page has done to a comm; resolves when it has dealt with it. What it prints and shows meanwhile belongs
   * to `owner`.
   */
  comm(owner: string, event: CommEvent): Promise<void>;
  /** The open comms: id → target. */
  readonly comms: ReadonlyMap<string, string>;
  /**
   * Stops what runs: the cell of the main shell; where there is none, those of the subshells; or what answers a comm. Does nothing when
   * nothing runs. State is kept.
   */
  interrupt(): void;
  /** Stops one cell where it next waits; one that computes goes on until then. */
  stopAtAwait(cell: string): void;
  /** Answers the debugger's requests, also while a cell runs or stands still; a language without one has no debugger. */
  debug?(request: DebugRequest): Promise<DebugResponse>;
}
