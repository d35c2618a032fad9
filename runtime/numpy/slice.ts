/** `Slice`: a range of indices, as Python's `start:stop:step`. */
import { refuseTraced } from "./refuseTraced.ts";

/** A range of indices; made by `jax.slice`. */
export class Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;

  constructor(start: number | null, stop: number | null, step: number | null) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  /** `slice(1, None, 2)`, as Python prints it. */
  toString(): string {
    return `slice(${[this.start, this.stop, this.step].map((n) => n ?? "None").join(", ")})`;
  }
}

/**
 * The indices start, start + step, … up to but without `stop`: what Python writes `start:stop:step`.
 *
 * @param start first index, negative from the end; default, and null: the first
 * @param stop end, which is left out, negative from the end; default, and null: the end
 * @param step distance, not 0, negative to run backwards; default, and null: 1
 * @returns an index for `x.at([…])`
 * @throws RangeError for a step of 0, or bounds that are not whole
 * @example
 * const x = jnp.arange(6);
 * assertEqual(x.at(jax.slice(1, 4)).get(), "[1 2 3]");
 * assertEqual(x.at(jax.slice(null, null, -2)).get(), "[5 3 1]");
 */
export function slice(start: number | null = null, stop: number | null = null, step: number | null = null): Slice {
  refuseTraced("slice", "bound", [start, stop, step]);
  for (const n of [start, stop, step]) {
    if (n !== null && !Number.isInteger(n))
      throw new RangeError(`Cannot slice from ${start} to ${stop} in steps of ${step}: ${n} is not whole`);
  }
  if (step === 0) throw new RangeError(`Cannot slice from ${start} to ${stop} in steps of 0: the step must not be 0`);
  return new Slice(start, stop, step);
}

/** The positions a slice takes on an axis: the lowest one, how many, how far apart, and whether they are read backwards. */
export interface Positions {
  readonly first: number;
  readonly count: number;
  readonly step: number;
  readonly reversed: boolean;
}

/** The positions of a slice on an axis of a size; bounds beyond the ends are brought back to them. */
export function positionsOf({ start, stop, step: given }: Slice, size: number): Positions {
  const step = given ?? 1;
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const bound = (n: number | null, otherwise: number) =>
    n === null ? otherwise : Math.min(Math.max(n < 0 ? n + size : n, low), high);
  const from = bound(start, step > 0 ? low : high);
  const to = bound(stop, step > 0 ? high : low);
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (count === 0) return { first: 0, count: 0, step: 1, reversed: false };
  return step > 0
    ? { first: from, count, step, reversed: false }
    : { first: from + (count - 1) * step, count, step: -step, reversed: true };
}
