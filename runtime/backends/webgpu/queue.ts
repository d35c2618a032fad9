/**
 * The device's queue. Commands are collected in one command buffer until something must happen: a write (which goes to the queue
 * by a way of its own), a read, or nothing more to collect.
 */
import type { Debts } from "./debts.ts";

/** Dispatches, and programs, in one command buffer. */
const mostDispatches = 256;
const mostPrograms = 16;
/** A mark is set in the queue after so many programs; no more than so many marks may be open, or memory fills with work to do. */
const programsPerMark = 8;
const mostMarks = 3;
/** So many dispatches count as a program, at least. */
const dispatchesPerProgram = 32;

/** Collects commands and submits them in order. */
export class Queue {
  readonly #device: GPUDevice;
  readonly #debts: Debts;
  readonly #beforeSubmit: () => void;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #dispatches = 0;
  #programs = 0;
  #unmarked = 0;
  #marks: Promise<unknown>[] = [];

  /** @param beforeSubmit called before anything is submitted: the time for writes that it will read */
  constructor(device: GPUDevice, debts: Debts, beforeSubmit: () => void) {
    this.#device = device;
    this.#debts = debts;
    this.#beforeSubmit = beforeSubmit;
  }

  /** The compute pass to put dispatches into. */
  pass(): GPUComputePassEncoder {
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    return this.#pass;
  }

  /** Says that a program of so many dispatches went into the pass. */
  count(dispatches: number): void {
    this.#dispatches += dispatches;
    this.#programs++;
    if (this.#dispatches >= mostDispatches || this.#programs >= mostPrograms) this.flush();
  }

  /** Says that one dispatch of a program with loops went into the pass. */
  step(): void {
    this.#dispatches++;
    if (this.#dispatches >= mostDispatches) this.flush();
  }

  copy(from: GPUBuffer, offset: number, to: GPUBuffer, bytes: number): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#endPass();
    this.#encoder.copyBufferToBuffer(from, offset, to, 0, bytes);
  }

  /** Submits what was collected. */
  flush(): void {
    if (!this.#encoder) return;
    this.#endPass();
    const commands = this.#encoder.finish();
    this.#encoder = undefined;
    this.#beforeSubmit();
    this.#device.queue.submit([commands]);
    this.#unmarked += Math.max(this.#programs, this.#dispatches / dispatchesPerProgram);
    this.#dispatches = 0;
    this.#programs = 0;
    if (this.#unmarked >= programsPerMark) this.#mark();
  }

  /** Settles when all that was submitted is done. */
  done(): Promise<undefined> {
    return this.#debts.owe(this.#device.queue.onSubmittedWorkDone());
  }

  /** Something to wait for before giving the device more to do; nothing if it is not far behind. */
  get backlog(): Promise<unknown> | undefined {
    return this.#marks.length > mostMarks ? this.#marks[0] : undefined;
  }

  #mark(): void {
    this.#unmarked = 0;
    const mark = this.done();
    const remove = (): void => {
      this.#marks = this.#marks.filter((other) => other !== mark);
    };
    mark.then(remove, remove); // a lost device is reported elsewhere
    this.#marks.push(mark);
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }
}
