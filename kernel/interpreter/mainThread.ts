/**
 * What the main thread has been asked to do (cells, expressions, answers to pages), and how it is made to stop.
 *
 *     worker                                   main thread
 *     run ────────────────────────────────────▶ cell
 *     interrupt ── reject its awaits ─────────▶   (60 ms)
 *               ── no answer: terminate ──────▶   every frame unwound
 *     ending ◀───────────────── done ──────────
 *
 * A terminated cell cannot answer, since its frames and ours are gone; that is why jobs live here. Several run at once, one for each
 * subshell: one computes, the others wait at an `await`. Termination takes whatever computes; the waiting ones go on.
 */
import type { Session } from "node:inspector";
import { setTimeout as delay } from "node:timers/promises";
import type { CommEvent } from "./interpreter.ts";
import { openDoor, shutDoor } from "./interruptDoor.ts";
import { slots, type ToUser, type ToWorker } from "./protocol.ts";
import { terminated } from "./terminated.ts";

/** How long a cell may take to notice an interrupt by itself. */
const patience = 60; // ms
/** How long a call that must not be cut off may go on after an interrupt; a second interrupt does not wait for it. */
const mostPatience = 30_000; // ms
/** How long of it without a word. */
const silence = 1000; // ms
const waitingNote =
  "Interrupt: waiting for the call that runs now, because it writes new values over old ones; interrupt again to cut it off (those arrays are lost then)\n";
const nativeNote =
  "Interrupt: waiting for native code to return (execSync, a sort of numbers, a package's own); it cannot be cut off\n";
/** How long what a terminated cell had sent already may take to arrive. */
const lastWords = 20; // ms

/** How a job ended in the main thread. */
export type Ending<T> =
  | { readonly kind: "finished"; readonly result: T }
  /** It was cut off, and had given these names their values. */
  | { readonly kind: "terminated"; readonly assigned: readonly string[] };

/** A cell, from its request to its outcome. */
export interface Job {
  readonly id: string;
  readonly subshell: string | undefined;
  /** Stops what it does elsewhere than in the main thread. */
  stop?: () => void;
}

/** The main thread, as the worker sees it. */
export interface MainThread {
  /** A cell's turn begins: from now on interrupts reach it. */
  enter(id: string, subshell: string | undefined): Job;
  /** Sends it to the main thread and waits for its end, of whichever kind. An interrupted job does not start. */
  run<T>(job: Job, message: (serial: number) => ToUser): Promise<Ending<T>>;
  leave(job: Job): void;
  /** Tells a comm what its page has done; resolves when that has been dealt with. */
  comm(owner: string, event: CommEvent): Promise<void>;
  /** Stops the cell of the main shell; where none runs, those of the subshells; where none runs either, what answers a page. */
  interrupt(): void;
  /** Stops one cell at its next `await`. */
  stopAtAwait(id: string): void;
  /** Takes a message of the main thread about jobs. */
  hear(message: JobMessage): void;
  /** The cells in hand, oldest first. */
  readonly jobs: readonly Job[];
}

/** What the main thread says about jobs. */
export type JobMessage = Extract<ToWorker, { type: "done" | "evaluated" | "commDone" | "pong" | "ready" }>;

/** What the worker gives to this. */
export interface MainThreadOptions {
  readonly memory: Int32Array;
  readonly inspector: Session;
  send(message: ToUser): void;
  /** Wakes `input()`, if something sleeps in it. */
  wakeInput(): void;
  /** The cell that sleeps in `input()`. */
  asking(): string | undefined;
  /** Whether code stands still in the debugger. */
  isPaused(): boolean;
  /** Lets it go on; what stands still cannot be unwound. */
  resume(): void;
  /** Tells the user something about the interrupt, under the cell or the page's message that it is of. */
  note(owner: string | undefined, text: string): void;
}

interface Turn {
  readonly serial: number;
  readonly ended: Promise<true>;
  end(ending: Ending<unknown>): void;
}

interface OwnJob extends Job {
  /** While the main thread has it. */
  turn?: Turn | undefined;
  isCancelled: boolean;
}

/** The main thread of this worker's process; nothing runs there yet. */
export function createMainThread(options: MainThreadOptions): MainThread {
  const { memory, inspector, send } = options;
  const jobs = new Map<string, OwnJob>();
  const commsInHand = new Map<string, () => void>();
  const pinged = new Map<number, () => void>();
  let interrupting: Promise<void> | undefined;
  let lastSerial = 0;
  let pings = 0;
  /** Interrupts asked for so far. */
  let interrupts = 0;

  const turns = (): Turn[] => [...jobs.values()].flatMap(({ turn }) => turn ?? []);
  const allEnded = (wanted: readonly Turn[]): Promise<true> =>
    Promise.all(wanted.map(({ ended }) => ended)).then(() => true as const);

  async function run<T>(job: OwnJob, message: (serial: number) => ToUser): Promise<Ending<T>> {
    // A termination that is on its way must not hit what comes after it.
    while (interrupting) await interrupting;
    if (job.isCancelled) return { kind: "terminated", assigned: [] };
    if (turns().length === 0) Atomics.store(memory, slots.interrupted, 0);
    const serial = ++lastSerial;
    let finished!: (ending: Ending<T>) => void;
    const ending = new Promise<Ending<T>>((resolve) => {
      finished = resolve;
    });
    job.turn = {
      serial,
      ended: ending.then(() => true as const),
      end(how) {
        job.turn = undefined;
        finished(how as Ending<T>);
      },
    };
    send(message(serial));
    const result = await ending;
    while (interrupting) await interrupting;
    return result;
  }

  /** Resolves when the main thread has heard of the interrupt: it is not stuck in the user's code. */
  function listening(cells: readonly string[], only = false): Promise<true> {
    const ping = ++pings;
    return new Promise((resolve) => {
      pinged.set(ping, () => resolve(true));
      send({ type: "interrupt", ping, cells, only });
    });
  }

  /**
   * Unwinds whatever the main thread computes, between two calls that must not be cut off if it gets there in time. What answered a comm
   * has no frames that anybody waits for: it counts as answered, and a note says what became of it.
   *
   * @returns false when `isOver` has become true meanwhile: nothing was unwound
   */
  async function terminate(owner: string | undefined, isOver: () => boolean): Promise<boolean> {
    const stuck = [...commsInHand];
    const start = performance.now();
    const asked = interrupts;
    let told = false;
    try {
      const isMoving = !options.isPaused();
      await shutDoor(memory, { isMoving }, () => {
        options.resume(); // what stands still does not reach the end of a call
        const waited = performance.now() - start;
        if (waited > silence && !told) {
          told = true;
          options.note(owner, waitingNote);
        }
        return isOver() || interrupts > asked || waited > mostPatience;
      });
      if (isOver()) return false;
      const unwound = new Promise<true>((acknowledged) => {
        inspector.post("Runtime.terminateExecution", () => acknowledged(true));
      });
      options.resume(); // what stands still is unwound when it goes on
      if (!(await Promise.race([unwound, delay(silence, false)]))) options.note(owner, nativeNote);
      await unwound;
    } finally {
      openDoor(memory);
    }
    send({ type: "unwound" });
    for (const [stuckOwner, done] of stuck) {
      if (!commsInHand.has(stuckOwner)) continue; // it had come to its end
      options.note(stuckOwner, `${terminated.traceback.join("\n")}\n`);
      done();
    }
    return true;
  }

  /** The order that was proven: reject what the cells wait for; if nobody listens, unwind what computes. */
  async function interruptJobs(wanted: readonly OwnJob[]): Promise<void> {
    const targets = wanted.flatMap(({ turn }) => turn ?? []);
    if (targets.length === 0) return;
    const cells = wanted.filter(({ turn }) => turn).map(({ id }) => id);
    const serials = targets.map(({ serial }) => serial);
    Atomics.store(memory, slots.interrupted, serials.length === 1 ? serials[0]! : -Math.max(...serials));
    options.wakeInput();
    let isOver = false;
    const heard = Promise.race([listening(cells), allEnded(targets)]).then(() => {
      isOver = true;
      return true;
    });
    if (await Promise.race([heard, delay(patience, false)])) return;
    if (!(await terminate(cells[0], () => isOver))) return;
    // What cells had sent before they were cut off is on its way; one may even have come to its end.
    if (await Promise.race([allEnded(turns()), delay(lastWords, false)])) return;
    send({ type: "terminated", cells });
  }

  async function interruptComms(): Promise<void> {
    if (await Promise.race([listening([]), delay(patience, false)])) return;
    const [owner] = commsInHand.keys();
    if (owner !== undefined) await terminate(owner, () => commsInHand.size === 0);
  }

  /** One interrupt after the other. */
  function inTurn(step: () => Promise<void>): void {
    const mine = (interrupting ?? Promise.resolve()).then(step).finally(() => {
      if (interrupting === mine) interrupting = undefined;
    });
    interrupting = mine;
  }

  /** A job that the main thread does not have yet need not be asked. */
  function cancel(job: OwnJob): void {
    if (job.turn) return;
    job.isCancelled = true;
    job.stop?.();
  }

  return {
    enter(id, subshell) {
      const job: OwnJob = { id, subshell, isCancelled: false };
      jobs.set(id, job);
      return job;
    },
    run,
    leave(job) {
      if (jobs.get(job.id) === job) jobs.delete(job.id);
    },
    comm: (owner, event) =>
      new Promise((done) => {
        commsInHand.set(owner, () => {
          commsInHand.delete(owner);
          done();
        });
        send({ type: "comm", owner, event });
      }),
    interrupt() {
      interrupts++;
      const all = [...jobs.values()];
      const ofMainShell = all.filter(({ subshell }) => subshell === undefined);
      const wanted = ofMainShell.length > 0 ? ofMainShell : all;
      for (const job of wanted) cancel(job);
      if (wanted.some(({ turn }) => turn)) inTurn(() => interruptJobs(wanted));
      else if (wanted.length === 0 && commsInHand.size > 0) inTurn(interruptComms);
      else options.resume();
    },
    stopAtAwait(id) {
      const job = jobs.get(id);
      if (!job) return;
      cancel(job);
      if (!job.turn) return;
      Atomics.store(memory, slots.interrupted, job.turn.serial);
      if (options.asking() === id) options.wakeInput();
      void listening([id], true);
    },
    hear(message) {
      switch (message.type) {
        case "done":
          jobs.get(message.id)?.turn?.end({ kind: "finished", result: message.result });
          break;
        case "evaluated":
          jobs.get(message.id)?.turn?.end({ kind: "finished", result: message.results });
          break;
        case "commDone":
          commsInHand.get(message.owner)?.();
          break;
        case "pong":
          pinged.get(message.ping)?.();
          pinged.delete(message.ping);
          break;
        case "ready":
          for (const { id, assigned } of message.cut) jobs.get(id)?.turn?.end({ kind: "terminated", assigned });
          break;
        default:
          message satisfies never;
      }
    },
    get jobs() {
      return [...jobs.values()];
    },
  };
}
