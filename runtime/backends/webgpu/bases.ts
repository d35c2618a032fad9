/**
 * Uniforms that say where the arrays of a call lie: a ring of words, sent to the device all at once before what reads them is
 * submitted. A call takes a place in it instead of a buffer of its own, and bind groups stay as they are: a dispatch names its place
 * as a dynamic offset.
 */
import { alignment } from "./layout.ts";

/** Room of the ring, at least. */
const fewestBytes = 1 << 16;

/** Words for the calls to come. */
export class Bases {
  readonly buffer: GPUBuffer;
  /** Counts the times that the ring was gone round: places taken in an earlier lap are no longer valid. */
  lap = 0;
  readonly #device: GPUDevice;
  readonly #words: Int32Array<ArrayBuffer>;
  #sent = 0;
  #next = 0;

  /** @param words that one call takes, at most */
  constructor(device: GPUDevice, words: number) {
    this.#device = device;
    const size = Math.max(fewestBytes, 2 * roomFor(words));
    this.#words = new Int32Array(size / 4);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.buffer = device.createBuffer({ size, usage, label: "bases" });
  }

  /** Whether so many words find no place before the ring begins anew, which it may only after everything that reads it was submitted. */
  isFullFor(words: number): boolean {
    return this.#next + roomFor(words) > this.buffer.size;
  }

  /** Whether a call may take so many words. */
  isLargeEnoughFor(words: number): boolean {
    return roomFor(words) <= this.buffer.size;
  }

  /** Begins anew. */
  restart(): void {
    this.#next = 0;
    this.#sent = 0;
    this.lap++;
  }

  /** Puts words into the ring; returns their offset in bytes. */
  put(words: readonly number[]): number {
    const offset = this.#next;
    this.#words.set(words, offset / 4);
    this.#next += roomFor(words.length);
    return offset;
  }

  /** Sends what is new. */
  send(): void {
    if (this.#sent === this.#next) return;
    const [from, count] = [this.#sent, this.#next - this.#sent];
    this.#device.queue.writeBuffer(this.buffer, from, this.#words, from / 4, count / 4);
    this.#sent = this.#next;
  }
}

const roomFor = (words: number): number => Math.max(1, Math.ceil((words * 4) / alignment)) * alignment;
