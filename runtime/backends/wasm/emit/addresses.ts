/** The addresses of loads and stores: streams that step with the loops, offsets of copies, computed indices. */
import { get, i32, operation, type Value } from "../module/code.ts";
import type { Access } from "./analysis.ts";
import type { Copy, CopyLayout } from "./copies.ts";
import type { Node } from "./phase.ts";
import { type Position, type Scope, type Stream, valueAt } from "./scope.ts";
import { lane } from "./vectorInstructions.ts";

/** An address and a constant that is added to it, ≥ 0 as the instructions want it. */
export interface Place {
  readonly address: Value;
  readonly offset: number;
}

export interface AddressOptions {
  /** Address of a buffer's first byte. */
  readonly bufferAddress: (buffer: number) => Value;
  readonly copies: CopyLayout;
  /** Elements per copy along each loop in the current segments. */
  readonly widths: readonly number[];
  /** The loop with vectors, −1 for none. */
  readonly vectorLoop: number;
  /** The value of a part of an index, as it was computed in its scope for a copy. */
  readonly indexValue: (index: Node, copy: Copy, home: Scope) => Value;
}

/** The addresses of the loads and stores of one kernel. */
export class Addresses {
  readonly #options: AddressOptions;
  readonly #streams = new Map<string, Stream>();

  constructor(options: AddressOptions) {
    this.#options = options;
  }

  /** A counter that is linear in the loops. */
  counter(strides: readonly number[]): Stream {
    return this.#stream(`n:${strides.join()}`, () => ({ name: "n", strides, base: undefined }));
  }

  /** The place of an element that is the same for all lanes of a vector, or of the first lane. */
  place(buffer: number, access: Access, index: Node | undefined, copy: Copy, scope: Scope): Place {
    const plain = this.#elements(buffer, access);
    let position: Position;
    if (!index) {
      position = scope.position(plain);
    } else if (index.copyMask === 0) {
      position = scope.position(this.#withIndex(plain, buffer, index));
    } else {
      const bytes = operation("i32.shl", this.#options.indexValue(index, copy, index.home!), i32(2));
      const address = operation("i32.add", valueAt(scope.position(plain)), bytes);
      position = { variable: scope.keepLocal(address, `${plain.name}At`), offset: 0 };
    }
    return this.#placeAt(position, access, copy);
  }

  /** The places of the four lanes of a vector along the vectorised loop. */
  places(buffer: number, access: Access, index: Node | undefined, copy: Copy, scope: Scope): Place[] {
    const stride = access.strides[this.#options.vectorLoop]!;
    const lanes = [0, 1, 2, 3];
    if (!index?.isVector) {
      const first = this.place(buffer, access, index, copy, scope);
      return lanes.map((n) => moved(first, 4 * stride * n));
    }
    const plain = this.#elements(buffer, access);
    const bytes = scope.share(operation("i32x4.shl", this.#options.indexValue(index, copy, index.home!), i32(2)));
    return lanes.map((n) => {
      const address = operation("i32.add", valueAt(scope.position(plain)), lane("i32", bytes, n));
      const position = { variable: scope.keepLocal(address, `${plain.name}At`), offset: 0 };
      return moved(this.#placeAt(position, access, copy), 4 * stride * n);
    });
  }

  /**
   * A pointer that may be below its buffer (one that steps backwards, from an offset) may be below 0: the offset is then added with
   * wrap-around, as the constant of a load is not.
   */
  #placeAt({ variable, offset }: Position, { strides, rest, offset: first }: Access, copy: Copy): Place {
    const { copies, widths } = this.#options;
    const bytes = offset + 4 * (first + copies.offsetOf(copy, strides, widths));
    const pointer = variable ? get(variable) : i32(0);
    const mayBeBelow = strides.some((stride) => stride < 0) || (rest !== undefined && rest.low < 0);
    if (mayBeBelow) return { address: operation("i32.add", pointer, i32(bytes)), offset: 0 };
    return moved({ address: pointer, offset: 0 }, bytes);
  }

  #elements(buffer: number, { strides }: Access): Stream {
    return this.#stream(`${buffer}:${strides.join()}`, () => ({
      name: `b${buffer}`,
      strides: strides.map((stride) => stride * 4),
      base: () => this.#options.bufferAddress(buffer),
    }));
  }

  /** A stream with a computed part, which is added where the loops it depends on are known. */
  #withIndex(plain: Stream, buffer: number, index: Node): Stream {
    const value = (home: Scope): Value => operation("i32.shl", this.#options.indexValue(index, 0, home), i32(2));
    return this.#stream(`${buffer}:${plain.strides.join()}:${index.number}`, () => ({
      ...plain,
      extra: { of: plain, loops: index.loops, value },
    }));
  }

  #stream(key: string, make: () => Stream): Stream {
    let stream = this.#streams.get(key);
    if (!stream) this.#streams.set(key, (stream = make()));
    return stream;
  }
}

/** The same place a few bytes further. */
export function moved({ address, offset }: Place, bytes: number): Place {
  if (offset + bytes >= 0) return { address, offset: offset + bytes };
  return { address: operation("i32.add", address, i32(offset + bytes)), offset: 0 };
}
