/**
 * Between messages and the frames of a ZeroMQ multipart message:
 *
 *     identity … │ <IDS|MSG> │ signature │ header │ parent │ metadata │ content │ buffer …
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import type { Content, Header, Message } from "./message.ts";
import type { Signer } from "./signature.ts";

/** The frame between the identities and the signature. */
export const delimiter: Buffer = Buffer.from("<IDS|MSG>");

/** A multipart message that is no message of the protocol; the text says why. */
export class FrameError extends Error {
  override readonly name: string = "FrameError";
  /** Its header and where it came from, when so much can be read that it can be answered: it is signed with our key. */
  readonly answerable: Pick<Message, "identities" | "header"> | undefined;

  constructor(message: string, answerable?: Pick<Message, "identities" | "header">) {
    super(message);
    this.answerable = answerable;
  }
}

/** The frames of a message, signed. */
export function encodeFrames(message: Message, signer: Signer): Uint8Array[] {
  const json = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities, delimiter, Buffer.from(signer.sign(json)), ...json, ...message.buffers];
}

/** The message in received frames; throws a `FrameError` when they are malformed or not signed with our key. */
export function decodeFrames(frames: readonly Uint8Array[], signer: Signer): Message {
  const at = frames.findIndex((frame) => delimiter.equals(frame));
  if (at < 0) throw new FrameError("it has no <IDS|MSG> delimiter");
  const signature = frames[at + 1];
  const json = frames.slice(at + 2, at + 6);
  if (!signature || json.length < 4)
    throw new FrameError(`it has ${frames.length - at - 1} frames after the delimiter`);
  if (!signer.verify(json, signature)) throw new FrameError("its signature does not belong to it");
  const header = parseObject(json[0]!, 0);
  if (typeof header.msg_type !== "string" || typeof header.msg_id !== "string") {
    throw new FrameError("its header lacks msg_type or msg_id");
  }
  const answerable = { identities: frames.slice(0, at), header: header as unknown as Header };
  try {
    const [parent, metadata, content] = json.slice(1).map((frame, index) => parseObject(frame, index + 1));
    return {
      ...answerable,
      parent: parent as unknown as Header,
      metadata: metadata!,
      content: content!,
      buffers: frames.slice(at + 6),
    };
  } catch (error) {
    throw error instanceof FrameError ? new FrameError(error.message, answerable) : error;
  }
}

function parseObject(frame: Uint8Array, index: number): Content {
  const name = ["header", "parent header", "metadata", "content"][index];
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString("utf8"));
  } catch {
    throw new FrameError(`its ${name} is no JSON`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FrameError(`its ${name} is no JSON object`);
  }
  return value as Content;
}
