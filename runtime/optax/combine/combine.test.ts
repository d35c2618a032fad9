/** Combinators beyond what the conformance cases reach: errors, what stands in the states, and `jit`. Numbers by real Optax 0.2.8. */
import { describe, expect, test } from "vitest";
import { jax, jnp, optax, random, tree } from "../../index.ts";

const params = {
  b: jnp.array([0.5, -0.5]),
  w: jnp
    .array([
      [1, 2],
      [3, 4],
    ])
    .astype("float32"),
};
const ones = tree.map((p: jax.Array) => jnp.onesLike(p), params) as typeof params;

describe("injectHyperparams", () => {
  test("shows every number, and takes those that are written into the state", () => {
    const tx = optax.injectHyperparams(optax.adamw)(0.1, { weightDecay: 0.5 });
    const state = tx.init(params);
    expect(Object.keys(state.hyperparams).sort()).toEqual([
      "b1",
      "b2",
      "eps",
      "epsRoot",
      "learningRate",
      "weightDecay",
    ]);
    state.hyperparams.learningRate = jnp.array(0);
    const [updates] = tx.update(ones, state, params);
    expect(tree.leaves(updates).map((u: jax.Array) => jnp.any(jnp.notEqual(u, 0)).item())).toEqual([false, false]);
  });

  test("reads names from a factory of the user, and survives jit", () => {
    const factory = (rate: optax.ScalarOrSchedule, { momentum = 0.5 } = {}) => optax.sgd(rate, { momentum });
    const tx = optax.injectHyperparams(factory)(optax.linearSchedule(1, 0, 4));
    let state = tx.init(params);
    const step = jax.jit((s: typeof state) => tx.update(ones, s, params)[1]);
    state = step(step(state));
    expect(state.hyperparams.rate!.item()).toBe(0.75);
    expect(state.count.item()).toBe(2);
  });

  test("keeps static arguments, and knows a wrong name of one", () => {
    const tx = optax.injectHyperparams(optax.adam, { staticArgs: ["b1"] })(0.1, { b1: 0.5 });
    expect(tx.init(params).hyperparams.b1).toBeUndefined();
    const factory = (rate: number) => optax.sgd(rate);
    expect(() => optax.injectHyperparams(factory, { staticArgs: "rat" })).toThrow(/no parameter "rat".*it has rate/);
  });
});

describe("errors show both trees", () => {
  test("labels of another structure", () => {
    const tx = optax.partition({ a: optax.sgd(1) }, { b: { x: "a" }, w: "a" });
    expect(() => tx.init(params)).toThrow(
      /labels must have the structure of the parameters.*differ at \['b'\].*labels are PyTreeDef\({'b': {'x': \*}, 'w': \*}\).*parameters PyTreeDef/,
    );
  });

  test("gradients of another structure", () => {
    const tx = optax.adam(0.1);
    expect(() => tx.update({ b: params.b }, tx.init(params))).toThrow(
      /Cannot update: the trees differ at.*call init\(\) again/,
    );
  });

  test("a schedule that returns NaN or a vector, a learning rate that goes uphill", () => {
    expect(() => optax.sgd(() => Number.NaN).init(params)).toThrow(/NaN at count 0/);
    expect(() => optax.sgd(() => jnp.ones([2])).init(params)).toThrow(/must return a scalar, got f32\[2\]/);
    expect(() => optax.sgd(-0.1)).toThrow(/learning rate -0.1: it must be ≥ 0.*scale\(0.1\)/);
  });

  test("an extra argument that is missing", () => {
    const tx = optax.polyakSgd();
    expect(() => tx.update(ones, tx.init(params), params)).toThrow(/needs the extra argument value/);
  });
});

describe("choices", () => {
  test("applyIfFinite() keeps keys and states of any dtype while it waits, also in jit", () => {
    const tx = optax.applyIfFinite(optax.noisySgd(0.1, { key: random.key(3) }), 1);
    const step = jax.jit((g: typeof params, s: ReturnType<typeof tx.init>) => tx.update(g, s, params));
    const bad = { ...ones, b: jnp.array([Number.NaN, 1]) };
    const first = tx.init(params);
    const [zeros, second] = step(bad, first);
    expect(zeros.b.tolist()).toEqual([0, 0]);
    expect(String(random.keyData(second.innerState[0].rngKey))).toBe(
      String(random.keyData(first.innerState[0].rngKey)),
    );
    const [through, third] = step(bad, second);
    expect(through.b.at([0]).get().item()).toBeNaN();
    expect([third.notfiniteCount.item(), third.totalNotfinite.item(), third.lastFinite.item()]).toEqual([2, 2, false]);
  });

  test("MultiSteps skips what is not finite, and its k may change", () => {
    const tx = new optax.MultiSteps(optax.sgd(1), (step) => jnp.where(jnp.equal(step, 0), 1, 2), {
      shouldSkipUpdateFn: optax.skipNotFinite,
    });
    let state = tx.init(params);
    let updates = ones;
    const seen: number[] = [];
    for (const g of [1, Number.NaN, 2, 4]) {
      [updates, state] = tx.update(
        tree.map((p: jax.Array) => jnp.fullLike(p, g), params),
        state,
        params,
      );
      seen.push(updates.b.at([0]).get().item() as number);
    }
    expect(seen.map((x) => x + 0)).toEqual([-1, 0, 0, -3]);
    expect([state.gradientStep.item(), tx.hasUpdated(state).item()]).toEqual([2, true]);
  });
});

test("treeMapParams() finds what has the structure of the parameters, behind masks and partitions too", () => {
  const tx = optax.chain(
    optax.masked(optax.trace(0.9), { b: true, w: true }),
    optax.partition({ a: optax.scaleByAdam() }, { b: "a", w: "a" }),
  );
  const changed = optax.tree.mapParams(tx, (x: jax.Array) => x.add(1), tx.init(params));
  expect(optax.tree.get(changed, "trace").b.tolist()).toEqual([1, 1]);
  expect(optax.tree.get(changed, "mu").b.tolist()).toEqual([1, 1]);
  expect(optax.tree.get(changed, "count").item()).toBe(0);
});
