/** The device thread's end of the channel: takes commands, answers, and reports what went wrong. */
import { type Channel, commands, control, problems, states, writeText } from "./channel.ts";

/** The caller hears of every so many programs. */
const runsPerCall = 16;

/** Takes commands from the caller's thread and answers them. */
export class DeviceEnd {
  /** Words of the ring, and the same memory as bytes. */
  readonly ring: Int32Array;
  readonly ringBytes: Uint8Array;
  /** The current command, after `next`: its code, and where its arguments stand in the ring. */
  command = 0;
  from = 0;
  to = 0;
  readonly #channel: Channel;
  #tail = 0;
  #length = 0;
  #piece = 0;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.ring = channel.ring;
    this.ringBytes = channel.ringBytes;
  }

  get closing(): boolean {
    return Atomics.load(this.#channel.control, control.closing) !== 0;
  }

  /** Whether there is a command, which stays in the ring until `release`. */
  next(): boolean {
    const head = Atomics.load(this.#channel.control, control.head);
    while (head !== this.#tail) {
      const at = this.#tail & (this.ring.length - 1);
      const word = this.ring[at]!;
      this.#length = word >>> 8;
      this.command = word & 0xff;
      this.from = at + 1;
      this.to = at + this.#length;
      if (this.command !== commands.skip) return true;
      this.release();
    }
    return false;
  }

  /** Gives the room of the current command back. */
  release(): void {
    const { control: words } = this.#channel;
    if (this.command === commands.run) this.#countRun();
    this.#tail = (this.#tail + this.#length) | 0;
    Atomics.store(words, control.tail, this.#tail);
    Atomics.notify(words, control.tail);
  }

  #countRun(): void {
    const { control: words } = this.#channel;
    const runs = Atomics.add(words, control.runs, 1) + 1;
    if (runs % runsPerCall === 0) Atomics.notify(words, control.runs);
  }

  /** Blocks until a command comes, at most so many milliseconds. */
  sleep(timeout: number): void {
    const { control: words } = this.#channel;
    Atomics.store(words, control.sleeping, 1);
    if (!this.closing) Atomics.wait(words, control.head, this.#tail, timeout);
    Atomics.store(words, control.sleeping, 0);
  }

  /** Blocks for so many milliseconds, whatever commands there are. */
  nap(timeout: number): void {
    Atomics.wait(this.#channel.control, control.closing, 0, timeout);
  }

  /** A sign of life. */
  beat(): void {
    Atomics.add(this.#channel.control, control.heartbeat, 1);
  }

  ready(description: string): void {
    const { control: words, reply } = this.#channel;
    Atomics.store(words, control.replyBytes, writeText(description, reply));
    this.#setState(states.ready);
  }

  /** Answers a request that somebody waits for; nothing: it has failed. Stops when the caller has given up. */
  async reply(request: number, data: Uint8Array | undefined, pause: () => Promise<void>): Promise<void> {
    const { control: words, reply } = this.#channel;
    let offset = 0;
    do {
      const piece = data?.subarray(offset, offset + reply.length);
      if (piece) reply.set(piece);
      offset += piece?.length ?? 0;
      Atomics.store(words, control.replyBytes, piece ? piece.length : -1);
      Atomics.store(words, control.replyRequest, request);
      Atomics.store(words, control.replyPiece, ++this.#piece);
      Atomics.notify(words, control.replyPiece);
      if (!data || offset >= data.length) return;
    } while (await this.#isTaken(pause));
  }

  /** Whether the caller has taken the last piece; it has given up if it sends other commands instead. */
  async #isTaken(pause: () => Promise<void>): Promise<boolean> {
    const { control: words } = this.#channel;
    for (;;) {
      const taken = Atomics.load(words, control.replyTaken);
      if (taken === this.#piece) return true;
      if (this.closing || Atomics.load(words, control.head) !== this.#tail) return false;
      if (Atomics.wait(words, control.replyTaken, taken, 100) === "timed-out") await pause();
    }
  }

  /** Reports a problem, which the caller throws at its next call. While one is waiting, later ones, which follow from it, are dropped. */
  report(kind: "error" | "outOfMemory", text: string): void {
    const { control: words, problemText } = this.#channel;
    if (Atomics.load(words, control.problem) !== problems.none) return;
    Atomics.store(words, control.problemBytes, writeText(text, problemText));
    Atomics.store(words, control.problem, problems[kind]);
  }

  /** Reports that nothing will work any more. */
  fail(text: string): void {
    const { control: words, failureText } = this.#channel;
    if (Atomics.load(words, control.state) >= states.failed) return;
    Atomics.store(words, control.failureBytes, writeText(text, failureText));
    this.#setState(states.failed);
  }

  close(): void {
    this.#setState(states.closed);
  }

  #setState(state: number): void {
    const { control: words } = this.#channel;
    Atomics.store(words, control.state, state);
    for (const word of [control.state, control.replyPiece, control.tail, control.runs]) Atomics.notify(words, word);
  }
}
