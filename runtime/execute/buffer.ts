/** Device memory with a count of its holders. */
import type { Allocation, Backend } from "../backends/backend.ts";
import type { DeviceBuffer } from "../core/evaluator.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { allocate, giveBack } from "./memory.ts";

/** One array's device memory. It may move to another backend, through the host, when a program there needs it. */
export class Buffer implements DeviceBuffer {
  readonly bytes: number;
  /** What the memory was made for, for messages; a reshaped array shares its memory under another shape. */
  readonly aval: Aval;
  #backend: Backend;
  #allocation: Allocation;
  #shares = 1;
  /** False while a program writes it, and for ever when that program was cut off in the middle. */
  isWhole = true;
  /** How often it is among the inputs of the call that is being made. */
  uses = 0;

  /** Takes over an allocation, with one share. */
  constructor(backend: Backend, allocation: Allocation, aval: Aval) {
    this.bytes = allocation.bytes;
    this.aval = aval;
    this.#backend = backend;
    this.#allocation = allocation;
  }

  /** The memory, on this backend. */
  on(backend: Backend): Allocation {
    if (this.#shares <= 0)
      throw new Error(`Cannot use the memory of ${printAval(this.aval)}: it was given back already`);
    if (!this.isWhole)
      throw new Error(
        `Cannot use the memory of ${printAval(this.aval)}: the program that was storing its results there was cut off, by an interrupt or an error; ` +
          "make the array again, with the cells that made it or from a checkpoint",
      );
    if (backend !== this.#backend) this.#move(backend);
    return this.#allocation;
  }

  read(): Uint8Array {
    return this.#backend.read(this.on(this.#backend));
  }

  readAsync(): Promise<Uint8Array> {
    return this.#backend.readAsync(this.on(this.#backend));
  }

  /** Whether one holder, and one place among the inputs of a call, are all there is. */
  get isSole(): boolean {
    return this.#shares === 1 && this.uses === 1;
  }

  retain(): void {
    this.#shares++;
  }

  release(): void {
    if (--this.#shares > 0) return;
    if (this.#shares < 0)
      throw new Error(`Cannot release the memory of ${printAval(this.aval)}: it was given back already`);
    giveBack(this.#backend, this.#allocation);
  }

  #move(backend: Backend): void {
    const moved = allocate(backend, this.bytes, this.aval);
    backend.write(moved, this.#backend.read(this.#allocation));
    giveBack(this.#backend, this.#allocation);
    this.#backend = backend;
    this.#allocation = moved;
  }
}
