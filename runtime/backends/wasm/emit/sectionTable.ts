/**
 * The table through which one function runs many sections: an entry for each of them, in memory.
 *
 *     entry    length, then the address of each buffer            a long section has several entries, each for a part of its elements
 *     source   where to find an address: word, offset, place      address at `place` ← [word] + offset, once at the start of each run
 *
 * Buffers of a program are somewhere else in each run; which word of the argument block says where, and how far behind, stays the same.
 */
import {
  type Code,
  call,
  get,
  i32,
  type Local,
  load,
  local,
  loop,
  operation,
  set,
  store,
  type Value,
} from "../module/code.ts";

/** Where the address of a buffer comes from: a word of memory, and bytes behind that. */
export interface Source {
  readonly word: number;
  readonly offset: number;
}

/** Words of the tables of one program, which are laid out while its kernels are compiled. */
export class SectionTable {
  /** Lengths, and room for addresses. */
  readonly #entries: number[] = [];
  readonly #sources: (Source & { readonly place: number })[] = [];

  /** Adds an entry; says where it begins, in bytes. `addresses` are moved by 4 bytes for each of `start` elements. */
  add(length: number, addresses: readonly Source[]): number {
    const at = 4 * this.#entries.length;
    this.#entries.push(length, ...addresses.map(() => 0));
    addresses.forEach((source, n) => {
      this.#sources.push({ ...source, place: at + 4 * (n + 1) });
    });
    return at;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** The words that are in memory before the first run: entries, then sources. */
  get words(): readonly number[] {
    return [...this.#entries, ...this.#sources.flatMap(({ word, offset, place }) => [word, offset, place])];
  }

  /** The function that fills in all addresses; `base` is the address of the table. */
  fill(name: string, base: Value): Code {
    const [table, source] = [local("i32", "table"), local("i32", "source")];
    const first = 4 * this.#entries.length;
    const end = first + 12 * this.#sources.length;
    const place = operation("i32.add", get(table), load("i32.load", get(source), 8));
    const address = operation(
      "i32.add",
      load("i32.load", load("i32.load", get(source))),
      load("i32.load", get(source), 4),
    );
    return {
      name,
      params: [],
      body: [
        set(table, base),
        set(source, operation("i32.add", get(table), i32(first))),
        loop(
          `${this.#sources.length} addresses`,
          [store("i32.store", place, 0, address), set(source, operation("i32.add", get(source), i32(12)))],
          operation("i32.ne", get(source), operation("i32.add", get(table), i32(end))),
        ),
      ],
    };
  }
}

/** Bytes of an entry. */
export function entryBytes(buffers: number): number {
  return 4 * (1 + buffers);
}

/** The length in an entry, and the address of a buffer. */
export function lengthIn(entry: Local): Value {
  return load("i32.load", get(entry));
}

/** The address of the kernel's n-th buffer in an entry. */
export function addressIn(entry: Local, n: number): Value {
  return load("i32.load", get(entry), 4 * (n + 1));
}

/** A function that calls another one for each entry from one byte of the table to another. */
export function runEntries(one: Code, name: string, bytes: number, base: Value): Code {
  const [from, to, entry, end] = ["from", "to", "entry", "end"].map((text) => local("i32", text));
  const body = [call(one, [get(entry!)]), set(entry!, operation("i32.add", get(entry!), i32(bytes)))];
  return {
    name,
    params: [from!, to!],
    body: [
      set(entry!, operation("i32.add", base, get(from!))),
      set(end!, operation("i32.add", base, get(to!))),
      loop(`entries by ${bytes}`, body, operation("i32.ne", get(entry!), get(end!))),
    ],
  };
}
