import { expect, test } from "vitest";
import { jnp, optax } from "../../index.ts";
import fixtures from "./hyperparameters.fixtures.json" with { type: "json" };

test("injectHyperparams() shows the numbers that Optax's signatures have", () => {
  const all = { ...optax, ...optax.contrib } as unknown as Record<
    string,
    (...args: unknown[]) => optax.GradientTransformation
  >;
  for (const [name, expected] of Object.entries(fixtures)) {
    const needsRate = all[name]!.length > 0 && !("learningRate" in expected);
    const tx = optax.injectHyperparams(all[name]!)(...(needsRate ? [0.5] : []));
    const { hyperparams } = tx.init({ w: jnp.ones([2, 2]) });
    const shown = Object.fromEntries(Object.entries(hyperparams).map(([key, value]) => [key, value.item()]));
    const rounded = Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, Math.fround(value)]));
    expect({ name, ...shown }).toEqual({ name, ...(needsRate ? { learningRate: 0.5 } : {}), ...rounded });
  }
});
