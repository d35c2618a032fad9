/** The transport door: how messages reach the kernel and leave it. ZeroMQ is one (zeromqTransport.ts); tests use another. */
import type { Message } from "./message.ts";

/** Channels on which requests come in. */
export type RequestChannel = "shell" | "control" | "stdin";
/** Channels on which messages go out. */
export type ReplyChannel = RequestChannel | "iopub";

/** Who hears of what comes in. */
export interface Receiver {
  /** Called for each well-formed message, in order per channel. */
  message(channel: RequestChannel, message: Message): void;
  /** Called for a message that is signed, and whose content or metadata is malformed; `reason` goes on after "it was refused:". */
  refused(channel: RequestChannel, message: Pick<Message, "identities" | "header">, reason: string): void;
  /** A client listens to iopub from now on: to what begins with `topic`, most often to all, with an empty one. */
  subscription(topic: string): void;
}

/** A way for messages in and out. */
export interface Transport {
  /** Starts receiving. */
  open(receiver: Receiver): Promise<void>;
  /** Queues a message; messages of one channel leave in order and none is dropped. */
  send(channel: ReplyChannel, message: Message): void;
  /** Sends what is queued, then closes the sockets. */
  close(): Promise<void>;
}
