/**
 * Runs the actions of a program that has loops or branches. Dispatches are recorded as far as it is known what comes next, and
 * submitted in bounded portions; where a predicate or an index decides, the word is read back first.
 */
import type { Action, Choice, Repetition, Word } from "./plan.ts";
import type { Queue } from "./queue.ts";
import type { Readback } from "./readback.ts";

/** One call of a program. */
export interface Call {
  /** Records a step. */
  dispatch(step: number): void;
  /** Where a word lies. */
  regionOf(word: Word): { readonly buffer: GPUBuffer; readonly offset: number };
  /** Whether the device is about to go. */
  isClosing(): boolean;
}

/** Performs the actions of one call. */
export class Performer {
  readonly #queue: Queue;
  readonly #readback: Readback;
  readonly #call: Call;

  constructor(queue: Queue, readback: Readback, call: Call) {
    this.#queue = queue;
    this.#readback = readback;
    this.#call = call;
  }

  /** Settles when all is recorded; the last of it may still wait to be submitted. */
  async perform(actions: readonly Action[]): Promise<void> {
    for (const action of actions) {
      if (typeof action === "number") {
        this.#call.dispatch(action);
        this.#queue.step();
        const { backlog } = this.#queue;
        if (backlog) await backlog;
      } else if (action.kind === "loop") {
        await this.#repeat(action);
      } else {
        await this.#choose(action);
      }
    }
  }

  async #repeat({ trips = Number.POSITIVE_INFINITY, predicate, body }: Repetition): Promise<void> {
    for (let trip = 0; trip < trips; trip++) {
      if (predicate && (await this.#read(predicate)) === 0) return;
      if (this.#call.isClosing()) throw new Error("the device is closed");
      await this.perform(body);
    }
  }

  async #choose({ index, branches }: Choice): Promise<void> {
    const n = await this.#read(index);
    const chosen = branches[n];
    if (!chosen) throw new Error(`a branch has no case ${n} of ${branches.length}`);
    await this.perform(chosen);
  }

  async #read(word: Word): Promise<number> {
    const { buffer, offset } = this.#call.regionOf(word);
    const { data, done } = await this.#readback.read(buffer, 4, offset);
    const [value] = new Int32Array(data.buffer, data.byteOffset, 1);
    done();
    return value!;
  }
}
