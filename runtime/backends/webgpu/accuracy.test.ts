/** Sums stay accurate however they are cut up, and what is made of sums too: on software, and with the shaders that a GPU gets. */
import { afterAll, describe, expect, test } from "vitest";
import { registerBackend, setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp } from "../../index.ts";
import { arrayOf, elementsOf } from "../../test/hostArrays.ts";
import { adapterIsMissing } from "./adapter.cases.ts";
import { createWebgpuBackend, probeWebgpu } from "./index.ts";
import { hardwareTuning, softwareTuning, type Tuning } from "./tuning.ts";

const info = adapterIsMissing ? undefined : probeWebgpu();
const subgroups = { least: info?.subgroupMinSize ?? 0, most: info?.subgroupMaxSize ?? 0 };
const tunings: readonly (readonly [name: string, tuning: Tuning])[] = [
  ["software", softwareTuning],
  ["hardware", { ...hardwareTuning, lanes: 64, subgroups }],
];

/** The largest difference, relative to the largest element. */
function error(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const all = Array.from(expected);
  const scale = Math.max(...all.map(Math.abs));
  return Math.max(...all.map((x, n) => Math.abs(actual[n]! - x))) / scale;
}

const sum = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0);

describe.skipIf(adapterIsMissing).each(tunings)("tuned for %s", (_, tuning) => {
  const backend = adapterIsMissing ? undefined : createWebgpuBackend({ tuning });
  const onDevice = <R>(body: () => R): R => {
    registerBackend("webgpu", { create: () => backend! });
    setDefaultBackend("webgpu");
    try {
      return body();
    } finally {
      setDefaultBackend(undefined);
    }
  };
  afterAll(() => backend?.close());

  test("the sum of 4,194,304 times 0.1 to within 1e-6", () => {
    const total = onDevice(() => Number(jnp.full([1 << 22], 0.1).sum()));
    expect(Math.abs(total / ((1 << 22) * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
  });

  test("the variance of a million values between 1000 and 1001 to within 1e-5", () => {
    const variance = onDevice(() => Number(jnp.var(jnp.arange(1e6, { dtype: "int32" }).mod(2).add(1000.0))));
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(1e-5);
  });

  const [rows, columns] = [2, 10_000];
  const data = Float32Array.from({ length: rows * columns }, (__, n) => 100 + Math.fround(3 * Math.sin(n * n)));
  const rowOf = (x: ArrayLike<number>, row: number): number[] =>
    Array.from(x).slice(row * columns, (row + 1) * columns);

  test("softmax of long rows to within 1e-6", () => {
    const actual = onDevice(() => elementsOf(jax.jit(jax.nn.softmax)(arrayOf(data, [rows, columns]))));
    for (let row = 0; row < rows; row++) {
      const powers = rowOf(data, row).map((x) => Math.exp(x - 103));
      const total = sum(powers);
      const expected = powers.map((x) => x / total);
      expect(error(rowOf(actual, row), expected)).toBeLessThan(1e-6);
    }
  });

  test("layer norm of long rows to within 1e-5, though their mean is large", () => {
    const norm = jax.jit((x: jax.Array) => jax.nn.standardize(x, { axis: -1, epsilon: 1e-6, algorithm: "stable" }));
    const actual = onDevice(() => elementsOf(norm(arrayOf(data, [rows, columns]))));
    for (let row = 0; row < rows; row++) {
      const values = rowOf(data, row);
      const mean = sum(values) / columns;
      const variance = sum(values.map((x) => (x - mean) ** 2)) / columns;
      const expected = values.map((x) => (x - mean) / Math.sqrt(variance + 1e-6));
      expect(error(rowOf(actual, row), expected)).toBeLessThan(1e-5);
    }
  });
});
