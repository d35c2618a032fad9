/** The caller's end of the channel: sends commands without waiting, waits for replies without an event loop. */
import { OutOfMemoryError } from "../backend.ts";
import { waitWord } from "../waitWord.ts";
import { type Channel, commands, control, longestData, problems, readText, states } from "./channel.ts";

/** Programs that the caller may be ahead of the device thread; beyond, it waits until half of them are gone. */
const mostAhead = 64;
/** How often a waiting caller looks whether the device thread lives. */
const lookEvery = 250;

/** Sends commands to the device thread and takes its answers. */
export class CallerEnd {
  readonly #channel: Channel;
  readonly #stallTimeout: number;
  /** Where the command that is being written ends; execution may be cut off anywhere, so only `publish` changes what is shared. */
  #end = 0;
  #runs = 0;
  /** Replies seen so far, also those to requests that were given up. */
  #piece = 0;
  #request = 0;
  #failure: string | undefined;
  #gone = false;

  /** @param stallTimeout milliseconds without a sign of life after which the device thread counts as dead */
  constructor(channel: Channel, stallTimeout: number) {
    this.#channel = channel;
    this.#stallTimeout = stallTimeout;
  }

  /** A number for a command that will be answered. */
  nextRequest(): number {
    this.#request = (this.#request % 0x7fffffff) + 1;
    return this.#request;
  }

  /** Sends a command. */
  send(command: number, ...args: readonly number[]): void {
    const at = this.#reserve(command, args.length);
    const { ring } = this.#channel;
    for (let n = 0; n < args.length; n++) ring[at + n] = args[n]!;
    this.#publish();
  }

  /** Sends a program and the buffers it works on: the one command that has to be quick. */
  sendRun(
    program: number,
    first: readonly { readonly id: number }[],
    second: readonly { readonly id: number }[],
    last: number,
  ): void {
    this.waitForTurn();
    const count = first.length + second.length;
    const at = this.#reserve(commands.run, 1 + count + (last < 0 ? 0 : 1));
    const { ring } = this.#channel;
    ring[at] = program;
    for (let n = 0; n < first.length; n++) ring[at + 1 + n] = first[n]!.id;
    for (let n = 0; n < second.length; n++) ring[at + 1 + first.length + n] = second[n]!.id;
    if (last >= 0) ring[at + 1 + count] = last;
    this.#publish();
    this.#runs = (this.#runs + 1) | 0;
  }

  /** Waits until half of the programs ahead are gone, when there are too many. */
  waitForTurn(): void {
    if (this.#ahead() > mostAhead) this.#waitForRuns(mostAhead / 2);
  }

  /** Sends data in as many commands as it takes; `args` gives the arguments of the one that starts at a byte. */
  sendData(command: number, data: Uint8Array, args: (offset: number, bytes: number) => readonly number[]): void {
    let offset = 0;
    do {
      const piece = data.subarray(offset, offset + longestData);
      const words = args(offset, piece.length);
      const at = this.#reserve(command, words.length + Math.ceil(piece.length / 4));
      this.#channel.ring.set(words, at);
      this.#channel.ringBytes.set(piece, (at + words.length) * 4);
      this.#publish();
      offset += piece.length;
    } while (offset < data.length);
  }

  /** Blocks until the request is answered with `bytes` bytes; `undefined` if it failed, which `check` then explains. */
  receive(request: number, bytes: number): Uint8Array | undefined {
    const { control: words, reply } = this.#channel;
    const result = new Uint8Array(bytes);
    let received = 0;
    for (;;) {
      this.#waitFor(control.replyPiece, this.#piece, () => Atomics.load(words, control.replyPiece) !== this.#piece);
      this.#piece = Atomics.load(words, control.replyPiece);
      const size = Atomics.load(words, control.replyBytes);
      const isMine = Atomics.load(words, control.replyRequest) === request;
      if (isMine && size >= 0) result.set(reply.subarray(0, size), received);
      Atomics.store(words, control.replyTaken, this.#piece);
      Atomics.notify(words, control.replyTaken);
      if (!isMine) continue; // a reply to a read that was interrupted
      if (size < 0) return undefined;
      received += size;
      if (received >= bytes) return result;
    }
  }

  /** Blocks until the device thread is ready; returns what it says of itself. */
  waitUntilReady(): string {
    const { control: words, reply } = this.#channel;
    this.#waitFor(control.state, states.starting, () => Atomics.load(words, control.state) !== states.starting);
    this.check();
    return readText(reply, Atomics.load(words, control.replyBytes));
  }

  /** Whether nobody listens any more. */
  get isDead(): boolean {
    return this.#failureNow() !== undefined;
  }

  /** Throws what went wrong on the device thread since the last call. */
  check(): void {
    const { control: words, problemText } = this.#channel;
    const kind = Atomics.load(words, control.problem);
    if (kind !== problems.none) {
      const text = readText(problemText, Atomics.load(words, control.problemBytes));
      Atomics.store(words, control.problem, problems.none);
      throw kind === problems.outOfMemory ? new OutOfMemoryError(text) : new Error(text);
    }
    const failure = this.#failureNow();
    if (failure !== undefined) throw new Error(failure);
  }

  /** Says that the device thread is gone, for a reason that it could not tell itself. */
  fail(reason: string): void {
    this.#failure ??= reason;
    this.#gone = true;
  }

  /** Asks the device thread to end, and waits a while for it. */
  close(timeout: number): void {
    const { control: words } = this.#channel;
    if (this.#gone) return;
    Atomics.store(words, control.closing, 1);
    for (const word of [control.closing, control.head, control.replyTaken]) Atomics.notify(words, word);
    const end = performance.now() + timeout;
    for (;;) {
      const state = Atomics.load(words, control.state);
      if (state === states.closed) break;
      const left = end - performance.now();
      if (left <= 0) break;
      waitWord(words, control.state, state, left);
    }
    this.fail("Cannot use this WebGPU backend: it is closed");
  }

  #failureNow(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    const { control: words, failureText } = this.#channel;
    if (Atomics.load(words, control.state) < states.failed) return undefined;
    // A thread that has failed may have ended by now.
    const length = Atomics.load(words, control.failureBytes);
    this.#failure = length > 0 ? readText(failureText, length) : "Cannot use this WebGPU backend: its thread has ended";
    return this.#failure;
  }

  /** Index in the ring of the command's first argument. Nothing is visible to the device before `publish`. */
  #reserve(command: number, args: number): number {
    const { ring, control: words } = this.#channel;
    const length = args + 1;
    const head = Atomics.load(words, control.head);
    let start = head & (ring.length - 1);
    const rest = ring.length - start;
    const skipped = rest < length ? rest : 0;
    this.#waitForRoom(skipped + length);
    if (skipped > 0) {
      ring[start] = (skipped << 8) | commands.skip;
      start = 0;
    }
    ring[start] = (length << 8) | command;
    this.#end = (head + skipped + length) | 0;
    return start + 1;
  }

  #ahead(): number {
    return (this.#runs - Atomics.load(this.#channel.control, control.runs)) | 0;
  }

  /** Queued work cannot be called back: after an interrupt a read still waits for all of it. So there should not be too much. */
  #waitForRuns(most: number): void {
    const { control: words } = this.#channel;
    while (this.#ahead() > most) {
      const runs = Atomics.load(words, control.runs);
      this.#waitFor(control.runs, runs, () => Atomics.load(words, control.runs) !== runs);
    }
  }

  #waitForRoom(needed: number): void {
    const { control: words, ring } = this.#channel;
    for (;;) {
      const tail = Atomics.load(words, control.tail);
      if (ring.length - ((Atomics.load(words, control.head) - tail) | 0) >= needed) return;
      this.#waitFor(control.tail, tail, () => Atomics.load(words, control.tail) !== tail);
    }
  }

  #publish(): void {
    const { control: words } = this.#channel;
    Atomics.store(words, control.head, this.#end);
    if (Atomics.load(words, control.sleeping) !== 0) Atomics.notify(words, control.head);
  }

  /** Sleeps while the word has the value, until `done`; throws when the device thread has failed or shows no sign of life. */
  #waitFor(word: number, value: number, done: () => boolean): void {
    const { control: words } = this.#channel;
    let heartbeat = Atomics.load(words, control.heartbeat);
    // Counted in looks rather than by the clock: a computer that slept is not a dead thread.
    let silent = 0;
    while (!done()) {
      const failure = this.#failureNow();
      if (failure !== undefined) {
        this.check();
        throw new Error(failure);
      }
      if (!waitWord(words, word, value, lookEvery)) continue;
      const now = Atomics.load(words, control.heartbeat);
      silent = now === heartbeat ? silent + 1 : 0;
      heartbeat = now;
      if (silent * lookEvery < this.#stallTimeout) continue;
      this.fail(
        `Cannot reach the WebGPU thread: no sign of life for ${this.#stallTimeout / 1000} s; it has crashed or hangs in the driver. Restart the process`,
      );
    }
  }
}
