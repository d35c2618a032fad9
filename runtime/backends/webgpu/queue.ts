/**
 * The device's queue. Commands are collected in one command buffer until something must happen: a write (which goes to the queue
 * by a way of its own), a read, or nothing more to collect.
 */

/** Dispatches in one command buffer. */
const longestBatch = 256;
/** A mark is set in the queue after so many submissions; no more than so many marks may be open, or memory fills with work to do. */
const submissionsPerMark = 4;
const mostMarks = 8;

export class Queue {
  readonly #device: GPUDevice;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #batch = 0;
  #submissions = 0;
  #marks: Promise<unknown>[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** The compute pass to put dispatches into. */
  pass(): GPUComputePassEncoder {
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    return this.#pass;
  }

  /** Says how many dispatches went into the pass. */
  count(dispatches: number): void {
    this.#batch += dispatches;
    if (this.#batch >= longestBatch) this.flush();
  }

  copy(from: GPUBuffer, to: GPUBuffer, bytes: number): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#endPass();
    this.#encoder.copyBufferToBuffer(from, 0, to, 0, bytes);
  }

  /** Submits what was collected. */
  flush(): void {
    if (!this.#encoder) return;
    this.#endPass();
    const commands = this.#encoder.finish();
    this.#encoder = undefined;
    this.#batch = 0;
    this.#device.queue.submit([commands]);
    if (++this.#submissions % submissionsPerMark === 0) this.#mark();
  }

  /** Something to wait for before giving the device more to do; nothing if it is not far behind. */
  get backlog(): Promise<unknown> | undefined {
    return this.#marks.length > mostMarks ? this.#marks[0] : undefined;
  }

  #mark(): void {
    const mark: Promise<unknown> = this.#device.queue
      .onSubmittedWorkDone()
      .finally(() => {
        this.#marks = this.#marks.filter((other) => other !== mark);
      })
      .catch(() => undefined); // a lost device is reported elsewhere
    this.#marks.push(mark);
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
  }
}
