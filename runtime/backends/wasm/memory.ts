import { OutOfMemoryError } from "../backend.ts";
import { Allocator, paddedSize } from "./allocator.ts";

const pageBytes = 65536;
/** Pages of a 32-bit address space. */
export const maximumPages = 65536;
/** Address 0 stays unused, so that no valid block looks like nothing. */
const firstAddress = 1024;

/** The one linear memory of the backend: typed views that are renewed when it grows, and blocks in it. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  readonly #allocator: Allocator;
  bytes: Uint8Array;
  words: Int32Array;

  /** @param shared whether several threads may use it */
  constructor(shared = false) {
    const initial = 16;
    this.memory = new WebAssembly.Memory({ initial, maximum: maximumPages, shared });
    this.#allocator = new Allocator(firstAddress, initial * pageBytes);
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
  }

  /** Bytes in blocks that are in use. */
  get used(): number {
    return this.#allocator.used;
  }

  /** A block, its address a multiple of 64. Throws `OutOfMemoryError` where 4 GiB, or the machine's memory, are not enough. */
  allocate(bytes: number): number {
    let address = this.#allocator.allocate(bytes);
    if (address < 0) {
      this.#grow(bytes);
      address = this.#allocator.allocate(bytes);
    }
    return address;
  }

  free(address: number, bytes: number): void {
    this.#allocator.free(address, bytes);
  }

  /** At least what is needed, and an eighth of what there is, so that growing stays rare. */
  #grow(bytes: number): void {
    const pages = this.memory.buffer.byteLength / pageBytes;
    const needed = Math.ceil((this.#allocator.top + paddedSize(bytes)) / pageBytes) - pages;
    const wanted = Math.min(Math.max(needed, Math.ceil(pages / 8)), maximumPages - pages);
    if (!this.#tryGrow(Math.max(wanted, needed)) && !this.#tryGrow(needed)) {
      throw new OutOfMemoryError(
        `Cannot allocate ${bytes} bytes of Wasm memory: ${this.used} of at most ${maximumPages * pageBytes} bytes are in use; ` +
          "drop arrays that are no longer needed, or call delete() on them",
      );
    }
    this.#allocator.grow(this.memory.buffer.byteLength);
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
  }

  #tryGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false; // RangeError: beyond the maximum, or refused by the system
    }
  }
}
