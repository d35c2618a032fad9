/** Comparisons that say which element is wrong, and by how much. */
import type { Data } from "./runOnce.cases.ts";

const smallestNormal = 2 ** -126;
const view = new DataView(new ArrayBuffer(4));

/** Throws unless the elements are the same numbers: −0 is not 0, every NaN is NaN. */
export function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: expected ${expected.length} elements, got ${actual.length}`);
  for (let n = 0; n < expected.length; n++) {
    if (!Object.is(actual[n], expected[n]))
      throw new Error(`${what}: element ${n} is ${show(actual[n]!)}, expected ${show(expected[n]!)}`);
  }
}

/** Distance of an f32 to a float64 value, in units of the last place of that value; numbers below the normal ones count as 0. */
export function ulps(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(actual, rounded) || (Number.isNaN(actual) && Number.isNaN(exact))) return 0;
  if (Math.abs(actual) < smallestNormal && Math.abs(rounded) < smallestNormal) return 0;
  if (!Number.isFinite(actual) || Number.isNaN(exact)) return Number.POSITIVE_INFINITY;
  return Math.abs(actual - exact) / spacing(Number.isFinite(rounded) ? rounded : 3.4e38);
}

/** Throws if an element is further than `most` ulps from its float64 value. */
export function expectUlps(
  actual: ArrayLike<number>,
  exact: ArrayLike<number>,
  most: number,
  what: string,
  given?: ArrayLike<number>,
): void {
  if (actual.length !== exact.length)
    throw new Error(`${what}: expected ${exact.length} elements, got ${actual.length}`);
  let worst = -1;
  let at = 0;
  for (let n = 0; n < exact.length; n++) {
    const distance = ulps(actual[n]!, exact[n]!);
    if (distance > worst) [worst, at] = [distance, n];
  }
  if (!(worst <= most)) {
    const of = given ? ` (of ${show(given[at]!)})` : "";
    throw new Error(
      `${what}: element ${at}${of} is ${show(actual[at]!)}, expected ${show(exact[at]!)}: ${worst.toFixed(2)} ulp, allowed are ${most}`,
    );
  }
}

/** Throws if an element differs by more than a part of the largest size of all. */
export function expectClose(actual: ArrayLike<number>, exact: ArrayLike<number>, relative: number, what: string): void {
  if (actual.length !== exact.length)
    throw new Error(`${what}: expected ${exact.length} elements, got ${actual.length}`);
  let largest = 0;
  for (let n = 0; n < exact.length; n++) largest = Math.max(largest, Math.abs(exact[n]!));
  for (let n = 0; n < exact.length; n++) {
    const error = Math.abs(actual[n]! - exact[n]!);
    if (!(error <= relative * largest))
      throw new Error(`${what}: element ${n} is ${show(actual[n]!)}, expected ${show(exact[n]!)}, error ${error}`);
  }
}

/** Gap between an f32 and the next one away from zero. */
function spacing(x: number): number {
  const size = Math.max(Math.abs(x), smallestNormal);
  view.setFloat32(0, size);
  view.setInt32(0, view.getInt32(0) + 1);
  const next = view.getFloat32(0);
  return Number.isFinite(next) ? next - size : 2 ** 104;
}

/** Numbers that look random and are the same everywhere, in −1 … 1. */
export function noise(size: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * (1 - 2 ** -24);
  });
}

/** Element-by-element, in float64. */
export function mapData(x: Data, f: (x: number, n: number) => number): Float64Array {
  return Float64Array.from(x, (value, n) => f(value, n));
}

function show(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
