/** What a file of this folder defines: one type of message and how it is answered. */

import type { History } from "../history.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { Content, Header, Message } from "../wire/message.ts";
import type { RequestChannel } from "../wire/transport.ts";

/** A message that came in. */
export interface Request {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** What handlers may use of the kernel. */
export interface KernelContext {
  readonly interpreter: Interpreter;
  readonly history: History;
  /** Number of the last cell that was counted. */
  executionCount: number;
  /** Publishes on iopub, after all text that is still waiting. */
  publish(type: string, content: Content, parent: Header, metadata?: Content): void;
  /** Answers every execute_request that is waiting now behind this one with `aborted`. */
  abortQueue(request: Request): void;
  /** Hands the answer to `input()` to the cell that waits for it. */
  answerInput(value: string, question: string | undefined): void;
  createSubshell(): string;
  /** Throws when there is no subshell of that id. */
  deleteSubshell(id: string): void;
  readonly subshells: readonly string[];
  /** Ends the kernel, after the reply that is being made. */
  stop(): void;
}

/** The content of a reply, or nothing for messages that get none. */
export type ReplyContent = Content | undefined;

/** A handler as its file writes it. */
export interface HandlerDefinition<C> {
  readonly type: string;
  readonly channels: readonly RequestChannel[];
  /** Waits for its turn behind the cells that came before it; all others are answered while a cell runs. */
  readonly queued?: boolean;
  /** Answers without busy and idle around it. */
  readonly quiet?: boolean;
  /** Runs the user's code beside the cells, whose output belongs to this message. */
  readonly printing?: boolean;
  /** Checks the content; throws a TypeError that names the field. */
  parse(content: Content): C;
  handle(kernel: KernelContext, content: C, request: Request): ReplyContent | Promise<ReplyContent>;
}

/** A handler as the table holds it. */
export interface Handler {
  readonly type: string;
  readonly channels: readonly RequestChannel[];
  readonly queued: boolean;
  readonly quiet: boolean;
  readonly printing: boolean;
  respond(kernel: KernelContext, request: Request): Promise<ReplyContent>;
}

/** A handler: its content is parsed before it is handled. */
export function defineHandler<C>(definition: HandlerDefinition<C>): Handler {
  return {
    type: definition.type,
    channels: definition.channels,
    queued: definition.queued ?? false,
    quiet: definition.quiet ?? false,
    printing: definition.printing ?? false,
    async respond(kernel, request) {
      return definition.handle(kernel, definition.parse(request.message.content), request);
    },
  };
}
