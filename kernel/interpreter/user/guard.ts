/**
 * Waits that an interrupt can end. Every `await` of a cell goes through a guard: on an interrupt it rejects with a
 * `KeyboardInterrupt`, so `finally` blocks run and a training loop stops at its next await. The guard also carries over the wait
 * which cell the code belongs to, and adds the place of the await to the stack of an error.
 */
import { slots } from "../protocol.ts";
import { KeyboardInterrupt } from "./keyboardInterrupt.ts";
import { currentOwner, resumeOwner } from "./owner.ts";
import { addFrame } from "./stackTrace.ts";

/** What compiled cells call. Lines and columns count from 1. */
export interface CellGuards {
  guard(value: unknown, line: number, column: number): Boxed | Promise<Boxed>;
  /** Takes the value out again, back in the cell. */
  resume(boxed: Boxed): unknown;
  guardEach(source: AsyncIterable<unknown> | Iterable<unknown>, line: number, column: number): AsyncIterable<unknown>;
}

/** The guards of all cells. */
export interface Guards {
  /** The guards of the cell in `file`. */
  of(file: string): CellGuards;
  /** A promise that an interrupt of `owner` rejects: for what the kernel itself waits for on behalf of a cell, named in `what`. */
  interruptible<T>(promise: PromiseLike<T> | T, owner: string | undefined, what: string): Promise<T>;
  /** Rejects the waits of these cells and, unless it is `only` them, those that ended cells have left behind. */
  interrupt(cells: readonly string[], only: boolean): void;
  /** The cells that wait. */
  waiting(): ReadonlySet<string | undefined>;
}

/** What guards know of cells. */
export interface CellsAtGuards {
  /** Number of the cell, if it runs. */
  serialOf(owner: string | undefined): number | undefined;
}

interface Boxed {
  readonly value: unknown;
  readonly owner: string | undefined;
}

interface Wait {
  readonly reject: (error: Error) => void;
  /** Where it waits: the line of an `await`, or words. The sentence is made when somebody has to read it. */
  readonly where: number | string;
  readonly owner: string | undefined;
}

// Cells may replace the global.
const NativePromise = Promise;

/** Guards for cells; `memory` tells of an interrupt that the event loop has had no chance to deliver yet. */
export function createGuards(memory: Int32Array, { serialOf }: CellsAtGuards): Guards {
  const waits = new Set<Wait>();

  /** Whether the interrupt that waits in memory is for this cell. */
  function isMeant(flag: number, owner: string | undefined): boolean {
    const serial = serialOf(owner);
    return serial !== undefined && (serial === flag || serial <= -flag);
  }

  /** The value, or a promise of it, handed to `pass`. */
  function settle<T>(
    value: unknown,
    file: string,
    line: number,
    column: number,
    owner: string | undefined,
    pass: (result: unknown) => T,
  ): T | Promise<T> {
    // An async loop that never lets the event loop run stops here.
    const flag = Atomics.load(memory, slots.interrupted);
    if (flag !== 0 && isMeant(flag, owner)) {
      if (flag > 0) Atomics.store(memory, slots.interrupted, 0);
      throw interrupted(line);
    }
    if (!isThenable(value)) return pass(value);
    return new NativePromise<T>((resolve, reject) => {
      const wait = { reject, where: line, owner };
      waits.add(wait);
      value.then(
        (result) => {
          waits.delete(wait);
          resolve(pass(result));
        },
        (error) => {
          waits.delete(wait);
          if (typeof error === "object" && error !== null) addFrame(error, { name: "", file, line, column });
          reject(error);
        },
      );
    });
  }

  function interrupted(where: Wait["where"]): KeyboardInterrupt {
    const place = typeof where === "number" ? `at the await in line ${where}` : where;
    return new KeyboardInterrupt(`the cell was stopped ${place}`);
  }

  return {
    of: (file) => ({
      guard(value, line, column) {
        const owner = currentOwner();
        return settle(value, file, line, column, owner, (result) => ({ value: result, owner }));
      },
      resume({ value, owner }) {
        resumeOwner(owner);
        return value;
      },
      guardEach(source, line, column) {
        const iterable = source as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
        return {
          [Symbol.asyncIterator]() {
            const owner = currentOwner();
            const iterator = iterable[Symbol.asyncIterator]?.() ?? fromSync(iterable as Iterable<unknown>);
            return {
              next: async () =>
                (await settle(
                  iterator.next(),
                  file,
                  line,
                  column,
                  owner,
                  (result) => result,
                )) as IteratorResult<unknown>,
              return: async (value?: unknown) => (await iterator.return?.(value)) ?? { done: true, value },
            };
          },
        };
      },
    }),
    interruptible(promise, owner, what) {
      return new NativePromise((resolve, reject) => {
        const wait = { reject, where: `while it waited for ${what}`, owner };
        waits.add(wait);
        void NativePromise.resolve(promise)
          .then(resolve, reject)
          .finally(() => waits.delete(wait));
      });
    },
    interrupt(cells, only) {
      const isStopped = ({ owner }: Wait): boolean =>
        (owner !== undefined && cells.includes(owner)) || (!only && serialOf(owner) === undefined);
      const stopped = [...waits].filter(isStopped);
      for (const wait of stopped) waits.delete(wait);
      const reached = new Set(stopped.map(({ owner }) => owner));
      // A cell that waits elsewhere, as inside a library, stops at its next guard.
      if (cells.every((cell) => reached.has(cell))) Atomics.store(memory, slots.interrupted, 0);
      for (const { reject, where } of stopped) reject(interrupted(where));
    },
    waiting: () => new Set([...waits].map(({ owner }) => owner)),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof (value as { then?: unknown }).then === "function";
}

/** `for await` over a synchronous iterable waits for each of its values. */
async function* fromSync(iterable: Iterable<unknown>): AsyncGenerator<unknown> {
  for (const value of iterable) yield await value;
}
