/**
 * Places blocks in an address space that may grow at its end. It knows numbers only; who owns the memory grows it.
 *
 *     start ─ blocks and holes ─ top ─ never used ─ capacity
 *
 * Sizes are rounded up to 64 bytes. A freed block first waits in a list of its exact size, because a training loop asks for the same
 * sizes again and again; when nothing else fits, waiting blocks are merged with their neighbours into holes.
 */
const alignment = 64;

/** Places and frees blocks of bytes; grows its address space at the end. */
export class Allocator {
  readonly #start: number;
  #top: number;
  #capacity: number;
  /** Freed blocks by exact size, not merged. */
  readonly #waiting = new Map<number, number[]>();
  /** Holes: size by address, address by end. */
  readonly #sizeAt = new Map<number, number>();
  readonly #startAt = new Map<number, number>();
  /** Addresses of holes by the logarithm of their size. */
  readonly #bins: Set<number>[] = Array.from({ length: 33 }, () => new Set());
  /** Bytes in use, padding included. */
  used = 0;

  /**
   * @param start first address, a multiple of 64
   * @param capacity end of the memory there is
   */
  constructor(start: number, capacity: number) {
    this.#start = start;
    this.#top = start;
    this.#capacity = capacity;
  }

  /** End of the highest block. */
  get top(): number {
    return this.#top;
  }

  /** Tells that the memory has grown. */
  grow(capacity: number): void {
    this.#capacity = capacity;
  }

  /** An address, a multiple of 64; −1 if the memory must grow first, to `top` plus the size at the latest. */
  allocate(bytes: number): number {
    const size = paddedSize(bytes);
    const address =
      this.#waiting.get(size)?.pop() ?? this.#fromHole(size) ?? this.#fromTop(size) ?? this.#afterMerging(size);
    if (address === undefined) return -1;
    this.used += size;
    return address;
  }

  /** Gives a block back; `bytes` is what was asked for. */
  free(address: number, bytes: number): void {
    const size = paddedSize(bytes);
    this.used -= size;
    const list = this.#waiting.get(size);
    if (list) list.push(address);
    else this.#waiting.set(size, [address]);
  }

  #fromTop(size: number): number | undefined {
    if (this.#top + size > this.#capacity) return undefined;
    const address = this.#top;
    this.#top += size;
    return address;
  }

  /** A small one of the holes that are large enough. */
  #fromHole(size: number): number | undefined {
    const sizeAt = this.#sizeAt;
    for (let bin = binOf(size); bin < this.#bins.length; bin++) {
      let best: number | undefined;
      for (const address of this.#bins[bin]!) {
        const room = sizeAt.get(address)!;
        if (room >= size && (best === undefined || room < sizeAt.get(best)!)) best = address;
      }
      if (best !== undefined) return this.#cut(best, size);
    }
    return undefined;
  }

  #afterMerging(size: number): number | undefined {
    for (const [freed, addresses] of this.#waiting) for (const address of addresses) this.#merge(address, freed);
    this.#waiting.clear();
    return this.#fromHole(size) ?? this.#fromTop(size);
  }

  #cut(address: number, size: number): number {
    const room = this.#sizeAt.get(address)!;
    this.#removeHole(address, room);
    if (room > size) this.#addHole(address + size, room - size);
    return address;
  }

  /** Makes a hole, as large as its neighbours allow; one at the end is given back to the unused part. */
  #merge(address: number, size: number): void {
    let from = address;
    let to = address + size;
    const after = this.#sizeAt.get(to);
    if (after !== undefined) {
      this.#removeHole(to, after);
      to += after;
    }
    const before = this.#startAt.get(from);
    if (before !== undefined) {
      this.#removeHole(before, from - before);
      from = before;
    }
    if (to === this.#top) this.#top = from;
    else this.#addHole(from, to - from);
  }

  #addHole(address: number, size: number): void {
    this.#sizeAt.set(address, size);
    this.#startAt.set(address + size, address);
    this.#bins[binOf(size)]!.add(address);
  }

  #removeHole(address: number, size: number): void {
    this.#sizeAt.delete(address);
    this.#startAt.delete(address + size);
    this.#bins[binOf(size)]!.delete(address);
  }

  /** Throws an Error unless holes, waiting blocks and bins agree; for tests. */
  check(): void {
    let free = 0;
    for (const [address, size] of this.#sizeAt) {
      free += size;
      if (this.#startAt.get(address + size) !== address) throw new Error(`The hole at ${address} has no end`);
      if (!this.#bins[binOf(size)]!.has(address)) throw new Error(`The hole at ${address} is in no bin`);
    }
    for (const [size, addresses] of this.#waiting) free += size * addresses.length;
    if (this.#top - this.#start !== this.used + free)
      throw new Error(`${this.#top - this.#start} bytes are ${this.used} used and ${free} free`);
  }
}

/** The size a block really takes. */
export function paddedSize(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
}

const binOf = (size: number): number => 31 - Math.clz32(size / alignment);
