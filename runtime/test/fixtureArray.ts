/** Arrays that a Python script wrote into a fixture, and their comparison with what the runtime computes. */
import { expect } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { elementsOf } from "./hostArrays.ts";

/** A number; what is not finite is its name in Python. */
type FixtureNumber = number | "inf" | "-inf" | "nan";

/** Dtype, shape and numbers, row-major; complex numbers are two numbers each. */
export type FixtureArray = readonly [dtype: string, shape: readonly number[], numbers: readonly FixtureNumber[]];

const names: Readonly<Record<string, number>> = { inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };

function valueOf(x: FixtureNumber): number {
  return typeof x === "number" ? x : (names[x] ?? Number.NaN);
}

/** The numbers of a fixture, as the host of an array has them. */
export function fixtureNumbers([, , numbers]: FixtureArray): number[] {
  return numbers.map(valueOf);
}

/**
 * Throws unless an array has dtype, shape and numbers of the fixture. The tolerance is relative to the number, of complex ones to its size;
 * below `near` it is
 * relative to that.
 */
export function expectArray(x: JaxArray, fixture: FixtureArray, tolerance: number = 2e-6, near: number = 1e-3): void {
  const [dtype, shape] = fixture;
  expect([x.dtype, x.shape]).toEqual([dtype, shape]);
  const wanted = fixtureNumbers(fixture);
  const got = [...elementsOf(x)].map(Number);
  const step = dtype === "complex64" ? 2 : 1;
  for (let n = 0; n < wanted.length; n += step) {
    const [a, b] = [got.slice(n, n + step), wanted.slice(n, n + step)];
    const size = Math.max(near, Math.hypot(...b.filter(Number.isFinite)));
    const isClose = b.every(
      (value, k) => Object.is(value, a[k]) || value === a[k] || Math.abs(value - a[k]!) <= tolerance * size,
    );
    if (!isClose) expect(`element ${n / step}: ${a}`).toBe(`element ${n / step}: ${b}`);
  }
}
