/**
 * The shared memory between the caller's thread and the device's thread. Everything that one says to the other in order goes
 * through it, so that neither needs an event loop to be heard:
 *
 *     caller ── ring of commands ──▶ device            writes, programs, dispatches, requests; the caller runs on
 *     caller ◀── reply area ──────── device            what a blocked `read` waits for, piece by piece
 *     caller ◀── problems ────────── device            seen at the caller's next call
 *
 * Words of the ring are counted from the start of time, modulo 2³²; a command never wraps around the end of the ring.
 */

/** Places in the control block, an Int32Array. */
export const control = {
  /** Words written by the caller, and words the device is done with. */
  head: 0,
  tail: 1,
  /** 1 while the device thread sleeps until `head` moves. */
  sleeping: 2,
  /** One of `states`. */
  state: 3,
  /** Changes as long as the device thread lives. */
  heartbeat: 4,
  /** Number of the piece in the reply area; of the request it answers; its bytes, or −1 if the request failed; pieces taken. */
  replyPiece: 5,
  replyRequest: 6,
  replyBytes: 7,
  replyTaken: 8,
  /** Kind of the problem that waits to be seen, one of `problems`; bytes of its text. */
  problem: 9,
  problemBytes: 10,
  /** Bytes of the text that says why the state is `failed`. */
  failureBytes: 11,
  /** 1 when the device thread shall end, without doing what is still queued. */
  closing: 12,
  /** Programs that the device thread has taken from the ring. */
  runs: 13,
} as const;

/** How the device thread is. */
export const states = { starting: 0, ready: 1, failed: 2, closed: 3 } as const;
/** What kind of problem an answer tells of. */
export const problems = { none: 0, error: 1, outOfMemory: 2 } as const;

/** What the caller can ask for. A command is one word of length and code, then its arguments. */
export const commands = {
  /** Fills the ring up to its end. */
  skip: 0,
  /** buffer, bytes, request (0: nobody waits) */
  allocate: 1,
  /** buffer */
  destroy: 2,
  /** buffer, offset, bytes, data … */
  write: 3,
  /** program, bytes of all pieces, bytes of this one, data … (a `DevicePlan` as JSON) */
  define: 4,
  /** program */
  forget: 5,
  /** program, buffers of the parameters … */
  run: 6,
  /** request, buffer, bytes: answered in the reply area */
  read: 7,
  /** request, buffer, bytes: answered by a message */
  readAsync: 8,
  /** request: answered by a message when all that was queued before is done */
  fence: 9,
} as const;

const controlBytes = 256;
const textBytes = 16 * 1024;
const replyBytes = 1 << 20;
const ringBytes = 1 << 20;

/** Longest data part of a command; a quarter of the ring, so that the device works while the caller writes. */
export const longestData: number = ringBytes / 4 - 64;

export interface Channel {
  readonly memory: SharedArrayBuffer;
  readonly control: Int32Array;
  readonly problemText: Uint8Array;
  readonly failureText: Uint8Array;
  readonly reply: Uint8Array;
  /** The same memory as words and as bytes. */
  readonly ring: Int32Array;
  readonly ringBytes: Uint8Array;
}

/** A new channel, or the other end's view of one. */
export function openChannel(memory?: SharedArrayBuffer): Channel {
  const total = controlBytes + 2 * textBytes + replyBytes + ringBytes;
  const shared = memory ?? new SharedArrayBuffer(total);
  let at = 0;
  const bytes = (length: number): Uint8Array => {
    at += length;
    return new Uint8Array(shared, at - length, length);
  };
  const head = bytes(controlBytes);
  const channel = {
    problemText: bytes(textBytes),
    failureText: bytes(textBytes),
    reply: bytes(replyBytes),
    ringBytes: bytes(ringBytes),
  };
  return {
    ...channel,
    memory: shared,
    control: new Int32Array(shared, head.byteOffset, controlBytes / 4),
    ring: new Int32Array(shared, channel.ringBytes.byteOffset, ringBytes / 4),
  };
}

/** Text to and from shared memory; text that does not fit is cut. */
export function writeText(text: string, to: Uint8Array): number {
  const bytes = new TextEncoder().encode(text).subarray(0, to.length);
  to.set(bytes);
  return bytes.length;
}

/** Text from shared memory; copied first, because decoders refuse shared memory. */
export function readText(from: Uint8Array, bytes: number): string {
  return new TextDecoder().decode(from.slice(0, bytes));
}
