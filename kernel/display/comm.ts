/**
 * Comms: lines between an object here and one in the page. Widgets are made of them; anything else that a page has a script for can
 * be, too.
 *
 *     const comm = openComm("my.target", { greeting: "hello" });          // the page's code for "my.target" is called
 *     comm.onMessage = ({ data }) => console.log(data);
 *     comm.send({ x: 1 });
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */
import { randomUUID } from "node:crypto";
import type { CommEvent } from "../interpreter/interpreter.ts";
import type { Content } from "../wire/message.ts";
import { displayHost } from "./host.ts";

/** What travels on a comm. */
export interface CommMessage {
  readonly data: Content;
  readonly metadata: Content;
  /** Binary parts. */
  readonly buffers: readonly Uint8Array[];
}

/** What may go with the data. */
export interface CommOptions {
  readonly metadata?: Content;
  readonly buffers?: readonly Uint8Array[];
}

const open = new Map<string, Comm>();
const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();

/** One line. Where no page listens, as in a plain program, what is sent is lost. */
export class Comm {
  readonly target: string;
  readonly id: string;
  /** Called for each message of the page, between cells or while a cell awaits. */
  onMessage: ((message: CommMessage) => void) | undefined;
  /** Called when the page has closed the comm. */
  onClose: ((message: CommMessage) => void) | undefined;

  /** A comm that is open already; `openComm` opens one. */
  constructor(target: string, id: string) {
    this.target = target;
    this.id = id;
    open.set(id, this);
  }

  /** Sends JSON, and binary parts. Throws an `Error` when the comm is closed, a `TypeError` when `data` is no JSON. */
  send(data: Content, options: CommOptions = {}): void {
    if (!open.has(this.id)) throw new Error(`Cannot send on a comm of ${JSON.stringify(this.target)}: it is closed`);
    publish("comm_msg", { comm_id: this.id, data }, options);
  }

  /** Closes it; closing twice does nothing. */
  close(data: Content = {}): void {
    if (open.delete(this.id)) publish("comm_close", { comm_id: this.id, data }, {});
  }
}

/**
 * Opens a comm.
 *
 * @param target what the page calls the code that it runs at the other end
 * @param data JSON for that code
 * @param options metadata and binary parts
 * @throws TypeError when `data` or `metadata` is no JSON
 */
export function openComm(target: string, data: Content = {}, options: CommOptions = {}): Comm {
  const id = randomUUID().replaceAll("-", "");
  publish("comm_open", { comm_id: id, target_name: target, data }, options);
  return new Comm(target, id);
}

/**
 * Lets pages open comms.
 *
 * @param target the name that the page opens
 * @param opened called with each new comm, which has no listeners yet, and what came with it
 */
export function registerCommTarget(target: string, opened: (comm: Comm, message: CommMessage) => void): void {
  targets.set(target, opened);
}

/** The page has done something to a comm. */
export function receiveComm({ kind, id, target, ...message }: CommEvent): void {
  if (kind === "open") {
    const opened = targets.get(target);
    if (!opened) {
      // As the protocol asks for.
      publish("comm_close", { comm_id: id, data: {} }, {});
      return;
    }
    opened(new Comm(target, id), message);
    return;
  }
  const comm = open.get(id);
  if (kind === "close" && open.delete(id)) comm?.onClose?.(message);
  if (kind === "message") comm?.onMessage?.(message);
}

function publish(type: string, content: Content, { metadata = {}, buffers }: CommOptions): void {
  try {
    JSON.stringify([content, metadata]);
  } catch (error) {
    const [fact] = (error as Error).message.split("\n");
    throw new TypeError(`Cannot send on a comm: what is not in \`buffers\` must be JSON (${fact})`);
  }
  displayHost()?.publish(type, content, metadata, buffers);
}
