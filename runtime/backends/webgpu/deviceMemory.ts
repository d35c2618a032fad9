/** Buffers of the device as the caller's thread knows them: by number. Freed ones are kept and handed out again. */
import type { Allocation } from "../backend.ts";

/** A buffer that was handed out. */
export class DeviceMemory implements Allocation {
  readonly id: number;
  readonly bytes: number;
  /** Size of the buffer itself. */
  readonly capacity: number;
  isFree = false;
  /** The last dispatch that named it, and where it stood among the parameters. */
  dispatch = 0;
  place = 0;

  constructor(id: number, bytes: number, capacity: number) {
    this.id = id;
    this.bytes = bytes;
    this.capacity = capacity;
  }
}

/** Sizes come in eighths of a power of two, so that a freed buffer often fits and at most an eighth of it is wasted. */
export function capacityFor(bytes: number): number {
  if (bytes <= 256) return 256;
  const step = 2 ** Math.max(8, Math.floor(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** Buffers that nobody uses, by size; the last one freed is the first one taken. */
export class Pool {
  readonly #free = new Map<number, number[]>();
  bytes = 0;

  take(capacity: number): number | undefined {
    const id = this.#free.get(capacity)?.pop();
    if (id !== undefined) this.bytes -= capacity;
    return id;
  }

  put(id: number, capacity: number): void {
    const ids = this.#free.get(capacity);
    if (ids) ids.push(id);
    else this.#free.set(capacity, [id]);
    this.bytes += capacity;
  }

  /** Takes out the largest until at most so many bytes are left. */
  trim(most: number): number[] {
    const out: number[] = [];
    const sizes = [...this.#free.keys()].sort((a, b) => b - a);
    for (const size of sizes) {
      const ids = this.#free.get(size)!;
      // The first ones were freed longest ago.
      while (ids.length > 0 && this.bytes > most) {
        out.push(ids.shift()!);
        this.bytes -= size;
      }
    }
    return out;
  }
}
