/**
 * The threads that help with large kernels. They are started when the first such kernel runs; until they are there, and whenever they are
 * slow, the caller's thread does all parts itself. Which thread computes a part makes no difference to its result.
 */
import { withCleanup } from "../../../interrupts/withCleanup.ts";
import { waitWord } from "../../waitWord.ts";
import { ControlBlock, partsLeft, words } from "./controlBlock.ts";
import type { AddProgram, Message, Part } from "./messages.ts";
import { startWorker, type WorkerThread } from "./startWorker.ts";
import { threadCount } from "./threadCount.ts";

/** Looks at the other threads' parts before the caller's thread sleeps. */
const spins = 2000;

export interface PoolOptions {
  /** How a thread is started. */
  readonly start?: typeof startWorker;
  /** Milliseconds after which a thread that has begun a part counts as dead; default 60,000. */
  readonly stallTimeout?: number;
}

/** A program whose kernels have parts. */
export interface SharedProgram {
  /** Runs a kernel's parts, on all threads there are, and returns when they are done. Throws an `Error` when a thread failed. */
  run(kernel: number): void;
  /** Makes the threads forget it. */
  drop(): void;
}

/** The threads of one backend. */
export class ThreadPool {
  readonly #memory: WebAssembly.Memory;
  readonly #startWorker: typeof startWorker;
  readonly #stallTimeout: number;
  readonly #programs = new Map<number, AddProgram>();
  #control = new ControlBlock();
  #threads: WorkerThread[] = [];
  #lastProgram = 0;
  /** Whether a kernel was begun and not finished: then its caller was interrupted. */
  #isOpen = false;
  #trouble: string | undefined;

  constructor(memory: WebAssembly.Memory, { start = startWorker, stallTimeout = 60_000 }: PoolOptions = {}) {
    this.#memory = memory;
    this.#startWorker = start;
    this.#stallTimeout = stallTimeout;
  }

  /** Threads besides the caller's. */
  get helpers(): number {
    return this.#threads.length;
  }

  /** Why the threads have been given up; undefined if nothing happened. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Makes a program known, by the parts of its kernels. */
  add(
    module: WebAssembly.Module,
    instance: WebAssembly.Instance,
    kernels: readonly (readonly Part[])[],
  ): SharedProgram {
    const program = ++this.#lastProgram;
    const message: AddProgram = { kind: "add", program, module, kernels };
    this.#programs.set(program, message);
    this.#post(message);
    const functions = instance.exports as Record<string, (from: number, to: number) => void>;
    const ready = kernels.map((parts) => parts.map(({ name, from, to }) => ({ range: functions[name]!, from, to })));
    return {
      run: (kernel) => {
        const parts = ready[kernel]!;
        const threads = this.#ready();
        if (threads === 1) {
          for (const { range, from, to } of parts) range(from, to);
          return;
        }
        this.#open(program, kernel, parts.length, threads);
        const control = this.#control;
        const takeParts = (): void => {
          for (let { claim } = control; partsLeft(claim) > 0; { claim } = control) {
            if (!control.take(claim)) continue;
            const { range, from, to } = parts[partsLeft(claim) - 1]!;
            range(from, to);
          }
        };
        // Before anybody else uses the memory that the parts write to, the other threads must have let go of it.
        withCleanup(takeParts, () => {
          control.withdraw();
          this.#finish();
        });
      },
      drop: () => {
        this.#programs.delete(program);
        this.#post({ kind: "drop", program });
      },
    };
  }

  /** Ends all threads; they begin anew when they are needed. */
  close(): void {
    for (const thread of this.#threads) thread.stop();
    this.#threads = [];
    this.#control = new ControlBlock();
    this.#isOpen = false;
  }

  /** Threads for the next kernel, the caller's included; starts those that are missing. */
  #ready(): number {
    const wanted = this.#trouble === undefined ? threadCount() : 1;
    if (wanted > this.#threads.length + 1) this.#start(wanted - 1);
    return Math.min(wanted, this.#threads.length + 1);
  }

  #start(count: number): void {
    this.close();
    const { memory } = this.#control;
    try {
      for (let place = 1; place <= count; place++) {
        const thread = this.#startWorker((reason) => {
          if (this.#threads.includes(thread)) this.#giveUp(reason);
        });
        this.#threads.push(thread);
        thread.post({ kind: "start", control: memory, memory: this.#memory, place });
      }
    } catch (error) {
      this.#giveUp(error instanceof Error ? error.message : String(error));
      return;
    }
    Atomics.add(this.#control.words, words.messages, 1);
    for (const message of this.#programs.values()) this.#post(message);
  }

  #post(message: Message): void {
    for (const thread of this.#threads) thread.post(message);
    Atomics.add(this.#control.words, words.messages, 1);
    Atomics.notify(this.#control.words, words.claim);
  }

  #giveUp(reason: string): void {
    this.#trouble = reason;
    this.close();
  }

  #open(program: number, kernel: number, parts: number, threads: number): void {
    if (this.#isOpen) {
      this.#control.withdraw();
      this.#await();
    }
    this.#isOpen = true;
    this.#control.open(program, kernel, parts, threads);
  }

  #finish(): void {
    this.#await();
    this.#isOpen = false;
    const failure = this.#control.takeFailure();
    if (failure !== undefined)
      throw new Error(`Cannot finish a kernel: a thread that computed a part of it failed: ${failure}`);
  }

  /** Waits until no other thread is in a part. */
  #await(): void {
    const { words: all } = this.#control;
    for (let n = 0; n < spins; n++) if (Atomics.load(all, words.active) === 0) return;
    const start = performance.now();
    for (let active = Atomics.load(all, words.active); active > 0; active = Atomics.load(all, words.active)) {
      if (performance.now() - start > this.#stallTimeout) {
        const seconds = this.#stallTimeout / 1000;
        this.#giveUp(`it has not finished its part of a kernel in ${seconds} s`);
        throw new Error(
          `Cannot finish a kernel: a thread has not finished its part of it in ${seconds} s. ` +
            "One thread is used from now on; NNXLAB_THREADS=1 says so from the beginning",
        );
      }
      waitWord(all, words.active, active, 100);
    }
  }
}
