/** The client's ends of a kernel's sockets. */

import { address, type Connection, type SocketName } from "../connection.ts";
import { createEnvelope, type Envelope } from "../wire/envelope.ts";
import { decodeFrames, encodeFrames } from "../wire/frames.ts";
import type { Message } from "../wire/message.ts";
import { createSendQueue } from "../wire/sendQueue.ts";
import { createSigner } from "../wire/signature.ts";
import { zmq } from "../wire/zeromq.ts";

/** Channels on which messages come to a client. */
export type ClientChannel = "shell" | "control" | "stdin" | "iopub";

/** The sockets of a client. */
export interface Channels {
  readonly envelope: Envelope;
  send(channel: "shell" | "control" | "stdin", message: Message): void;
  /** Whether the kernel echoes a heartbeat within `timeout` milliseconds. */
  heartbeat(timeout: number): Promise<boolean>;
  close(): void;
}

/**
 * Connects to a kernel; `onMessage` gets everything that comes and is signed with the right key. A message longer than
 * `maxMessageBytes` ends the connection; default: no limit.
 */
export function connectChannels(
  connection: Connection,
  onMessage: (channel: ClientChannel, message: Message) => void,
  maxMessageBytes = -1,
): Channels {
  const signer = createSigner(connection.key, connection.hash);
  const envelope = createEnvelope("client");
  // Kernels route replies by this; the stdin socket must carry the same one as shell.
  const routingId = envelope.session;
  // A kernel that is starting has no sockets yet: try again soon.
  const { curve } = connection;
  const common = {
    receiveHighWaterMark: 0,
    reconnectInterval: 10,
    maxMessageSize: maxMessageBytes,
    // Kernel and clients share one pair of keys.
    ...(curve && {
      curveServerKey: curve.publicKey,
      curvePublicKey: curve.publicKey,
      curveSecretKey: curve.secretKey,
    }),
  };
  const options = { ...common, linger: 500, routingId, sendHighWaterMark: 0 };
  const sockets = {
    shell: new zmq.Dealer(options),
    control: new zmq.Dealer(options),
    stdin: new zmq.Dealer(options),
    iopub: new zmq.Subscriber(common),
    hb: new zmq.Dealer({ ...common, linger: 0 }),
  };
  for (const [name, socket] of Object.entries(sockets)) socket.connect(address(connection, name as SocketName));
  sockets.iopub.subscribe();
  let closed = false;
  const receive = async (channel: ClientChannel): Promise<void> => {
    for await (const frames of sockets[channel]) {
      let message: Message;
      try {
        message = decodeFrames(frames, signer);
      } catch {
        continue; // not signed with our key: somebody else's
      }
      onMessage(channel, message);
    }
  };
  for (const channel of ["shell", "control", "stdin", "iopub"] as const) {
    receive(channel).catch((error: Error) => {
      if (!closed) throw error;
    });
  }
  const queues = {
    shell: createSendQueue(sockets.shell, () => {}),
    control: createSendQueue(sockets.control, () => {}),
    stdin: createSendQueue(sockets.stdin, () => {}),
  };
  return {
    envelope,
    send: (channel, message) => queues[channel].send(encodeFrames(message, signer)),
    async heartbeat(timeout) {
      sockets.hb.receiveTimeout = timeout;
      await sockets.hb.send([Buffer.alloc(0), Buffer.from("ping")]);
      try {
        await sockets.hb.receive();
        return true;
      } catch {
        return false;
      }
    },
    close() {
      closed = true;
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}
