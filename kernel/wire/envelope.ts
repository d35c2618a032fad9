/** Makes messages of one session: each gets an id of its own and says which message it answers. */
import { randomUUID } from "node:crypto";
import { type Content, type Header, type Message, protocolVersion } from "./message.ts";

/** A maker of messages. */
export interface Envelope {
  readonly session: string;
  /** A new message of type `type`. */
  make(type: string, content: Content, options?: EnvelopeOptions): Message;
}

/** What a message may carry besides its content. */
export interface EnvelopeOptions {
  readonly identities?: readonly Uint8Array[];
  readonly parent?: Header | Record<string, never>;
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
  /** The subshell that is to handle it; default: the main shell. */
  readonly subshell?: string | undefined;
}

/** An envelope maker with a session id of its own. */
export function createEnvelope(username: string): Envelope {
  const session = randomUUID();
  let count = 0;
  return {
    session,
    make(type, content, options = {}) {
      const header: Header = {
        msg_id: `${session}_${process.pid}_${count++}`,
        session,
        username,
        date: new Date().toISOString(),
        msg_type: type,
        version: protocolVersion,
        ...(options.subshell !== undefined && { subshell_id: options.subshell }),
      };
      return {
        identities: options.identities ?? [],
        header,
        parent: options.parent ?? {},
        metadata: options.metadata ?? {},
        content,
        buffers: options.buffers ?? [],
      };
    },
  };
}
