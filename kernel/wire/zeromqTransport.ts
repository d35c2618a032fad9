/** The five ZeroMQ sockets of a kernel. */

import { address, type Connection, type SocketName } from "../connection.ts";
import { log } from "../log.ts";
import { decodeFrames, encodeFrames, type FrameError } from "./frames.ts";
import { createSendQueue, type SendQueue } from "./sendQueue.ts";
import { createSigner } from "./signature.ts";
import type { ReplyChannel, RequestChannel, Transport } from "./transport.ts";
import { zmq } from "./zeromq.ts";

const requestChannels: readonly RequestChannel[] = ["shell", "control", "stdin"];
/** How long closing waits for messages that are still on their way, in milliseconds. */
const linger = 1000;

/** A transport that knows where it listens. */
export interface ZeromqTransport extends Transport {
  /** The connection with the ports that were found, once it is open. */
  readonly connection: Connection;
}

/** Sockets bound to the addresses of a connection file. Heartbeats are echoed here and seen nowhere else. */
export function createZeromqTransport(connection: Connection): ZeromqTransport {
  const signer = createSigner(connection.key, connection.hash);
  const encryption = curveOptions(connection);
  const options = { linger, sendHighWaterMark: 0, ...encryption };
  const routers = {
    shell: new zmq.Router(options),
    control: new zmq.Router(options),
    stdin: new zmq.Router(options),
    hb: new zmq.Router({ linger: 0, ...encryption }),
  };
  // The default high-water mark drops messages for a subscriber that is slow to read; 0 is "never". A plain publisher would not hear who
  // subscribes, and by default an XPublisher hears only of topics that nobody had.
  const iopub = new zmq.XPublisher({ ...options, verbosity: "allSubs" });
  const sockets = { ...routers, iopub };
  const ports = { ...connection.ports };
  let haveBound = (): void => {};
  const bound = new Promise<void>((resolve) => {
    haveBound = resolve;
  });
  const queues = Object.fromEntries(
    (["shell", "control", "stdin", "iopub"] as const).map((name) => [
      name,
      createSendQueue(sockets[name], (error) => log(`Cannot send on ${name}: ${error.message}`), bound),
    ]),
  ) as Record<ReplyChannel, SendQueue>;
  let closed = false;

  async function bind(name: SocketName): Promise<void> {
    const where = address(connection, name);
    if (where.includes("[")) sockets[name].ipv6 = true;
    try {
      await sockets[name].bind(where);
      ports[name] ||= Number(/:(\d+)$/.exec(sockets[name].lastEndpoint ?? "")?.[1]);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const fact =
        code === "EADDRINUSE" ? "the address is in use, perhaps by another kernel of this connection file" : message;
      throw new Error(`Cannot bind the ${name} socket to ${where}: ${fact}`);
    }
  }

  async function echo(): Promise<void> {
    for await (const frames of routers.hb) await routers.hb.send(frames).catch(() => {});
  }

  async function hearSubscriptions(heard: (topic: string) => void): Promise<void> {
    for await (const [event] of iopub) {
      const topic = event && subscribedTopic(event);
      if (topic !== undefined) heard(topic);
    }
  }

  return {
    connection: { ...connection, ports },
    async open(receiver) {
      for (const name of Object.keys(sockets) as SocketName[]) await bind(name);
      haveBound();
      const receive = async (channel: RequestChannel): Promise<void> => {
        for await (const frames of routers[channel]) {
          try {
            receiver.message(channel, decodeFrames(frames, signer));
          } catch (error) {
            const { message, answerable } = error as FrameError;
            log(`Ignored a message on ${channel}: ${message}`);
            if (answerable) receiver.refused(channel, answerable, message);
          }
        }
      };
      const stopped = (error: Error): void => {
        if (!closed) log(`A socket stopped: ${error.message}`);
      };
      for (const channel of requestChannels) receive(channel).catch(stopped);
      hearSubscriptions(receiver.subscription).catch(stopped);
      echo().catch(stopped);
    },
    send(channel, message) {
      if (closed) return;
      try {
        queues[channel].send(encodeFrames(message, signer));
      } catch (error) {
        // A page misses one message; the kernel of all others lives on.
        log(`Cannot send ${message.header.msg_type} on ${channel}: ${(error as Error).message}`);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all(Object.values(queues).map((queue) => queue.drained()));
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

/** Options of a server's sockets. A client without the keys is turned away by ZeroMQ. */
function curveOptions({ curve }: Connection): Partial<Record<"curvePublicKey" | "curveSecretKey", string>> & {
  curveServer?: boolean;
} {
  if (!curve) return {};
  if (!zmq.capability.curve) {
    throw new Error(
      "Cannot encrypt the sockets: ZeroMQ was built without CurveZMQ here; start the kernel without transport_encryption",
    );
  }
  return { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The topic of a subscription: a byte 1, then the topic. Undefined for what is none, or is no text; the protocol ignores those. */
function subscribedTopic(event: Uint8Array): string | undefined {
  if (event[0] !== 1) return undefined;
  try {
    return utf8.decode(event.subarray(1));
  } catch {
    return undefined;
  }
}
