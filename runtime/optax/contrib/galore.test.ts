/** GaLore against the real Optax: four steps on the same parameters and gradients (galore.fixtures.py). */
import { describe, expect, test } from "vitest";
import { type jax, jnp, optax, tree } from "../../index.ts";
import fixtures from "./galore.fixtures.json" with { type: "json" };

const { GaLoreDimensionNumbers, galore, scaleByGalore } = optax.contrib;
const arrays = (values: Readonly<Record<string, unknown>>): Record<string, jax.Array> =>
  Object.fromEntries(Object.entries(values).map(([name, x]) => [name, jnp.array(x as number[], { dtype: "float32" })]));
const axes = {
  b: null,
  tall: null,
  third: new GaLoreDimensionNumbers(0, [1, 2]),
  wide: new GaLoreDimensionNumbers(1, 0),
};

const transformations: Record<keyof typeof fixtures.trajectories, ReturnType<typeof galore>> = {
  default: galore(0.1),
  rank: galore(0.1, { rank: 2 }),
  decay: galore(0.1, {
    rank: 1,
    scale: 0.5,
    weightDecay: 0.1,
    mask: { b: false, tall: true, third: true, wide: true },
  }),
  gap: galore(0.1, { rank: 2, updateProjGap: 2, baseOptimizer: optax.identity() }),
  axes: galore(0.1, { rank: 1, weightDimensionNumbers: axes }),
  "axes function": galore(0.1, { rank: 2, weightDimensionNumbers: () => axes }),
};

const flat = (values: unknown): number[] =>
  tree.leaves(values).flatMap((x: jax.Array) => jnp.ravel(x).tolist() as number[]);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(0, ...actual.map((a, i) => Math.abs(a - expected[i]!) / (1 + Math.abs(expected[i]!))));
  expect(worst).toBeLessThan(2e-5); // Adam divides small projections by their size
}

describe("four steps as Optax does them", () => {
  test.each(Object.entries(transformations))("%s", (name, tx) => {
    const expected = fixtures.trajectories[name as keyof typeof fixtures.trajectories];
    let params = arrays(fixtures.params);
    let state = tx.init(params);
    let updates: optax.Updates;
    for (const gradients of fixtures.grads) {
      [updates, state] = tx.update(arrays(gradients), state, params);
      params = optax.applyUpdates(params, updates);
    }
    expectClose(flat(params), expected.params);
    const [{ baseOptimizerState, projector, count }] = state;
    expectClose(flat(baseOptimizerState.nu ?? []), expected.nu);
    expect(tree.leaves(projector).map((x: jax.Array) => x.shape)).toEqual(expected.shapes);
    expect(Number(count)).toBe(4);
  });
});

test("errors", () => {
  expect(() => scaleByGalore({ rank: 0 })).toThrow("Cannot make GaLore: rank must be a whole number ≥ 1, got 0");
  const halfOfIt = scaleByGalore({ weightDimensionNumbers: new GaLoreDimensionNumbers(0, 1) });
  expect(() => halfOfIt.init(jnp.ones([2, 3, 2]))).toThrow(
    "Cannot apply galore to a parameter of shape [2,3,2]: axes 2 are neither of the rows nor of the columns",
  );
});
