import type { ArrayValue } from "./value.ts";

/** How near two numbers must be: `|got − want| ≤ atol + rtol·|want| + scale·max|want|`, the last over the whole array. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
  readonly scale: number;
}

/** The worst element of a comparison, measured by its error against its own tolerance. */
export interface Worst {
  readonly index: readonly number[];
  readonly got: number;
  readonly want: number;
  readonly error: number;
  readonly tolerance: number;
}

/**
 * Compares arrays of the same shape element by element. NaN is near NaN, an infinity only to itself. Integers must be equal.
 *
 * @param got what was found
 * @param want what it should be, of the same shape
 * @returns the element whose error is largest against its tolerance; undefined for arrays without elements
 * @example
 * const array = (data: number[]): ArrayValue => ({ dtype: "float32", shape: [2], data });
 * const worst = worstElement(array([1, 2.5]), array([1, 2]), { rtol: 0.1, atol: 0, scale: 0 });
 * assertEqual([worst?.index, worst?.error, worst?.tolerance], [[1], 0.5, 0.2]);
 */
export function worstElement(got: ArrayValue, want: ArrayValue, tolerance: Tolerance): Worst | undefined {
  const exact = isInteger(want.dtype);
  const scale = exact ? 0 : tolerance.scale * want.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  let found: { at: number; excess: number; error: number; allowed: number } | undefined;
  want.data.forEach((expected, i) => {
    const value = got.data[i]!;
    const allowed = exact ? 0 : tolerance.atol + tolerance.rtol * Math.abs(expected) + scale;
    const error = Object.is(value, expected) || value === expected ? 0 : Math.abs(value - expected);
    const excess =
      error === 0 ? 0 : Number.isNaN(error) || !Number.isFinite(error) ? Number.POSITIVE_INFINITY : error / allowed;
    if (!found || excess > found.excess) found = { at: i, excess, error, allowed: Number.isNaN(allowed) ? 0 : allowed };
  });
  if (!found) return undefined;
  const { at, error, allowed } = found;
  return { index: unravel(at, want.shape), got: got.data[at]!, want: want.data[at]!, error, tolerance: allowed };
}

/** Whether the worst element is near enough. */
export function isClose(worst: Worst | undefined): boolean {
  return worst === undefined || worst.error <= worst.tolerance;
}

/** The same shape? */
export function sameShape(a: ArrayValue, b: ArrayValue): boolean {
  return a.shape.length === b.shape.length && a.shape.every((n, i) => n === b.shape[i]);
}

/**
 * The factor between two arrays, if there is one: `got ≈ c · want` for every element that is not tiny.
 *
 * @param rtol how far single elements may be from it
 */
export function commonFactor(got: ArrayValue, want: ArrayValue, rtol = 1e-2): number | undefined {
  let [dot, square] = [0, 0];
  want.data.forEach((x, i) => {
    dot += x * got.data[i]!;
    square += x * x;
  });
  const factor = dot / square;
  if (!Number.isFinite(factor) || factor === 0) return undefined;
  const largest = want.data.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const fits = want.data.every(
    (x, i) => Math.abs(got.data[i]! - factor * x) <= rtol * Math.abs(factor) * Math.max(Math.abs(x), 0.01 * largest),
  );
  return fits ? factor : undefined;
}

function isInteger(dtype: string): boolean {
  return /^(u?int\d+|bool|key<fry>)$/.test(dtype);
}

function unravel(index: number, shape: readonly number[]): number[] {
  return shape.reduceRight<number[]>((found, size) => {
    found.unshift(index % size);
    index = Math.floor(index / size);
    return found;
  }, []);
}
