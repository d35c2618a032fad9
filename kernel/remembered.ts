/**
 * What the kernel remembers of each cell: as long as something may still ask for it, and some more. A kernel that lives for weeks runs
 * tens of thousands of cells, and of most of them nothing is left but a number in brackets:
 *
 *     add ── in use, kept however long ──▶ release ── one of the last few ──▶ forgotten
 */

/** Values by name, of which the unused are forgotten. */
export interface Remembered<T> {
  /** A value in use; a name that is known gets another one. */
  add(name: string, value: T): void;
  get(name: string): T | undefined;
  /** It is in use no more. */
  release(name: string): void;
  /** All that are remembered, oldest first. */
  values(): IterableIterator<T>;
  readonly size: number;
}

/** Remembers what is in use, and the last `spare` of what has been released. */
export function createRemembered<T>(spare: number): Remembered<T> {
  const known = new Map<string, T>();
  const released = new Set<string>();
  return {
    add(name, value) {
      released.delete(name);
      known.set(name, value);
    },
    get: (name) => known.get(name),
    release(name) {
      if (!known.has(name)) return;
      released.add(name);
      if (released.size <= spare) return;
      const [oldest] = released;
      released.delete(oldest!);
      known.delete(oldest!);
    },
    values: () => known.values(),
    get size() {
      return known.size;
    },
  };
}
