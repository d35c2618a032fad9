/** The transport door: how messages reach the kernel and leave it. ZeroMQ is one (zeromqTransport.ts); tests use another. */
import type { Message } from "./message.ts";

/** Channels on which requests come in. */
export type RequestChannel = "shell" | "control" | "stdin";
/** Channels on which messages go out. */
export type ReplyChannel = RequestChannel | "iopub";

/** A way for messages in and out. */
export interface Transport {
  /** Starts receiving. `onMessage` is called for each well-formed message, in order per channel. */
  open(onMessage: (channel: RequestChannel, message: Message) => void): Promise<void>;
  /** Queues a message; messages of one channel leave in order and none is dropped. */
  send(channel: ReplyChannel, message: Message): void;
  /** Sends what is queued, then closes the sockets. */
  close(): Promise<void>;
}
