/**
 * One buffer that holds all small arrays, so that a shader which works on many of them has to name it only once. It grows by
 * moving into a larger one; places in it stay the same.
 */
import type { Debts } from "./debts.ts";
import { alignment, largestInHeap } from "./layout.ts";
import type { Queue } from "./queue.ts";

const firstBytes = 1 << 20;

/** Room for small arrays, by their offset in bytes. */
export class Heap {
  readonly #device: GPUDevice;
  readonly #queue: Queue;
  readonly #debts: Debts;
  readonly #most: number;
  /** Called with the reason when there is no memory to grow into. */
  readonly #fail: (reason: string) => void;
  readonly #free = new Map<number, number[]>();
  #buffer: GPUBuffer | undefined;
  #next = 0;

  /** @param most bytes that the heap may grow to */
  constructor(device: GPUDevice, queue: Queue, debts: Debts, most: number, fail: (reason: string) => void) {
    this.#device = device;
    this.#queue = queue;
    this.#debts = debts;
    this.#most = most;
    this.#fail = fail;
  }

  /** The buffer as it is now. */
  get buffer(): GPUBuffer {
    this.#buffer ??= this.#create(firstBytes);
    return this.#buffer;
  }

  /** The offset of room for an array; nothing if it is not small, or the heap can grow no more. */
  take(bytes: number): number | undefined {
    if (bytes > largestInHeap) return undefined;
    const size = Math.ceil(bytes / alignment) * alignment;
    const offset = this.#free.get(size)?.pop();
    if (offset !== undefined) return offset;
    if (this.#next + size > this.buffer.size && !this.#grow()) return undefined;
    this.#next += size;
    return this.#next - size;
  }

  /** Takes room back. */
  give(offset: number, bytes: number): void {
    const size = Math.ceil(bytes / alignment) * alignment;
    const offsets = this.#free.get(size);
    if (offsets) offsets.push(offset);
    else this.#free.set(size, [offset]);
  }

  #grow(): boolean {
    const old = this.buffer;
    if (2 * old.size > this.#most) return false;
    this.#buffer = this.#create(2 * old.size);
    this.#queue.copy(old, 0, this.#buffer, old.size);
    this.#queue.flush();
    old.destroy();
    return true;
  }

  #create(size: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.#device.pushErrorScope("out-of-memory");
    const buffer = this.#device.createBuffer({ size, usage, label: "heap" });
    this.#debts.owe(this.#device.popErrorScope()).then(
      (error) => {
        if (error) this.#fail(`Cannot allocate ${size} bytes for small arrays: ${error.message}`);
      },
      () => undefined, // a lost device is reported elsewhere
    );
    return buffer;
  }
}
