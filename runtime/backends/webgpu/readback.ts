/** Copies device memory out: through buffers that the host can see, which are kept for the next read. */
import type { Debts } from "./debts.ts";
import type { Queue } from "./queue.ts";

/** The bytes, until `done` is called. */
export interface Mapped {
  readonly data: Uint8Array;
  done(): void;
}

/** Larger buffers are not kept. */
const largestKept = 1 << 24;
const mostKept = 8;

/** Copies device memory to the host. */
export class Readback {
  readonly #device: GPUDevice;
  readonly #queue: Queue;
  readonly #debts: Debts;
  #free: GPUBuffer[] = [];

  constructor(device: GPUDevice, queue: Queue, debts: Debts) {
    this.#device = device;
    this.#queue = queue;
    this.#debts = debts;
  }

  /** So many bytes of a buffer, when everything before is done. */
  async read(from: GPUBuffer, bytes: number, offset = 0): Promise<Mapped> {
    const to = this.#take(bytes);
    this.#queue.copy(from, offset, to, bytes);
    this.#queue.flush();
    await this.#debts.owe(to.mapAsync(GPUMapMode.READ, 0, bytes));
    const data = new Uint8Array(to.getMappedRange(0, bytes));
    return {
      data,
      done: () => {
        to.unmap();
        this.#keep(to);
      },
    };
  }

  #take(bytes: number): GPUBuffer {
    const at = this.#free.findIndex(({ size }) => size >= bytes && size <= 4 * bytes + 4096);
    if (at >= 0) return this.#free.splice(at, 1)[0]!;
    const size = Math.max(256, 2 ** Math.ceil(Math.log2(bytes)));
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    return this.#device.createBuffer({ size: size > largestKept ? bytes : size, usage, label: "readback" });
  }

  #keep(buffer: GPUBuffer): void {
    if (buffer.size <= largestKept) this.#free.push(buffer);
    else buffer.destroy();
    if (this.#free.length > mostKept) this.#free.shift()!.destroy();
  }
}
