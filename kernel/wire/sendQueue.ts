/**
 * zeromq.js refuses a send while another one waits for room (EBUSY after about 512 sends in one turn of the event loop), so each
 * socket gets one chain: a message is sent when the one before it is.
 */
export interface SendQueue {
  send(frames: readonly Uint8Array[]): void;
  /** Resolves when everything sent so far has been handed to ZeroMQ. */
  drained(): Promise<void>;
}

/** The part of a ZeroMQ socket that a queue needs. */
export interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
}

/**
 * A queue in front of a socket; `onError` hears of messages that could not be sent. They wait for `ready`: a socket that is being bound
 * refuses them.
 */
export function createSendQueue(
  socket: Sender,
  onError: (error: Error) => void,
  ready: Promise<unknown> = Promise.resolve(),
): SendQueue {
  const waiting: Uint8Array[][] = [];
  let pump: Promise<void> | undefined;
  async function run(): Promise<void> {
    await ready;
    // Shifting a long array is slow: take what is there, then look again.
    while (waiting.length > 0) {
      for (const frames of waiting.splice(0)) {
        try {
          await socket.send(frames);
        } catch (error) {
          onError(error as Error);
        }
      }
    }
    pump = undefined;
  }
  return {
    send(frames) {
      waiting.push([...frames]);
      pump ??= run();
    },
    async drained() {
      while (pump) await pump;
    },
  };
}
