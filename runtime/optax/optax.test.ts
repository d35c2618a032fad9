import { describe, expect, test } from "vitest";
import { jax, jnp, optax } from "../index.ts";

const params = { w: jnp.array([1.5, 2]) };

describe("states", () => {
  test("have Optax's names and fields, and print as named tuples", () => {
    const state = optax.adam(0.1).init(params);
    expect(state[0]).toBeInstanceOf(optax.ScaleByAdamState);
    expect(Object.keys(state[0])).toEqual(["count", "mu", "nu"]);
    expect(String(optax.sgd(0.1).init(params)[0])).toBe("EmptyState()");
    expect(jax.tree.leaves(state).length).toBe(3);
    expect(state[0].count.dtype).toBe("int32");
  });

  test("pass through jit", () => {
    const tx = optax.adam(0.1);
    const step = jax.jit((g: typeof params, s: ReturnType<typeof tx.init>) => tx.update(g, s));
    const [updates, state] = step(params, tx.init(params));
    expect(state[0]).toBeInstanceOf(optax.ScaleByAdamState);
    expect(Array.from((updates as typeof params).w, (u) => Math.round(Number(u) * 1e4))).toEqual([-1000, -1000]);
  });

  test("muDtype keeps the first moment in another dtype", () => {
    const state = optax.scaleByAdam({ muDtype: "float32" }).init({ w: jnp.array([1, 2]).astype("float32") });
    expect(state.mu.w.dtype).toBe("float32");
  });
});

describe("errors name the argument and the repair", () => {
  test("weight decay without parameters", () => {
    const tx = optax.adamw(0.1);
    expect(() => tx.update(params, tx.init(params))).toThrow(/addDecayedWeights: it needs the current parameters/);
  });

  test("a state of another chain", () => {
    expect(() => optax.chain(optax.scale(1), optax.scale(2)).update(params, [] as never)).toThrow(
      /chain of 2.*list of 2 states.*one of 0/,
    );
  });

  test("a norm limit that is not positive, a schedule without steps", () => {
    expect(() => optax.clipByGlobalNorm(0)).toThrow(/maxNorm must be > 0, got 0/);
    expect(() => optax.cosineDecaySchedule(1, 0)).toThrow(/decaySteps must be > 0, got 0/);
    expect(() =>
      optax.warmupCosineDecaySchedule({ initValue: 0, peakValue: 1, warmupSteps: 10, decaySteps: 10 }),
    ).toThrow(/whole schedule/);
  });

  test("a label without transformation, a name that comes twice", () => {
    expect(() => optax.partition({ a: optax.sgd(1) }, { w: "b" }).init(params)).toThrow(/label "b"; there are "a"/);
    expect(() => optax.namedChain(["a", optax.scale(1)], ["a", optax.scale(1)])).toThrow(/"a" comes twice/);
  });

  test("updates of another structure, and targets of another shape", () => {
    expect(() => optax.applyUpdates(params, { v: jnp.array([1]) })).toThrow(/differ/);
    expect(() => optax.squaredError(jnp.zeros([2, 1]), jnp.zeros([2]))).toThrow(/f32\[2,1\] and f32\[2\].*same shape/);
  });
});

test("safeIncrement() stops at the largest value", () => {
  expect(optax.safeIncrement(jnp.array(2147483647)).item()).toBe(2147483647);
  expect(optax.safeIncrement(jnp.array(5)).item()).toBe(6);
});

test("clipByGlobalNorm() leaves small updates exactly as they are, and zeros too", () => {
  const [updates] = optax.clipByGlobalNorm(10).update(params, new optax.EmptyState());
  expect(updates.w.tolist()).toEqual([1.5, 2]);
  const [zero] = optax.clipByGlobalNorm(1).update({ w: jnp.zeros([2]) }, new optax.EmptyState());
  expect(zero.w.tolist()).toEqual([0, 0]);
});
