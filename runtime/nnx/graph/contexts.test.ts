import { expect, test } from "vitest";
import { jax, jnp, nnx } from "../../index.ts";

class Pair extends nnx.Module<() => jax.Array> {
  a = new nnx.Param(jnp.array([1, 2]));
  b: unknown = null;
  __call__(): jax.Array {
    return this.a.sum();
  }
}

/** One pass through a transformation, by hand: split, merge inside, split inside, merge outside. */
function through<R>(node: object, inside: (node: any) => R): unknown {
  return nnx.updateContext("test", () => {
    const [graphdef, state] = nnx.splitContext("test", (ctx) => ctx.split(node));
    const [graphdefOut, stateOut] = jax.jit((s: nnx.State) => {
      const inner = nnx.mergeContext("test", { inner: true }, (ctx) => ctx.merge(graphdef, s));
      inside(inner);
      return nnx.splitContext("test", (ctx) => ctx.split(inner));
    })(state!) as unknown as [nnx.GraphDef, nnx.State];
    return nnx.mergeContext("test", { inner: false }, (ctx) => ctx.merge(graphdefOut, stateOut));
  });
}

test("an update context brings new, exchanged and cyclic fields to the caller's own objects", () => {
  const pair = new Pair();
  const { a } = pair;
  const out = through(pair, (inner: Pair) => {
    inner.a.value = inner.a.value.mul(10);
    inner.b = inner;
    (inner as unknown as { c: unknown }).c = new nnx.BatchStat(inner.a.value.add(1));
  });
  expect(out).toBe(pair);
  expect(pair.a).toBe(a);
  expect(pair.b).toBe(pair);
  expect(String(pair.a.value)).toBe("[10 20]");
  expect(String((pair as unknown as { c: nnx.BatchStat }).c.value)).toBe("[11 21]");
});

test("contexts of updates end with their function, also by an error, and are found by name", () => {
  expect(() =>
    nnx.updateContext("gone", () => {
      throw new Error("mine");
    }),
  ).toThrow("mine");
  expect(() => nnx.currentUpdateContext("gone")).toThrow(
    'Cannot find the update context "gone": there is none around this call',
  );
  expect(() => nnx.splitContext("gone", () => 0)).toThrow('run it inside nnx.updateContext("gone", …)');
});

test("split and merge contexts keep sharing between several modules, in either order", () => {
  const shared = new nnx.Param(jnp.array(1));
  const trees = [new nnx.Dict({ shared, own: new nnx.Param(jnp.array(2)) }), new nnx.Dict({ shared })];
  const states = nnx.toTree(trees) as nnx.NodeStates[];
  expect(states.map(({ state }) => Object.keys(state))).toEqual([["own", "shared"], []]);
  const doubled = jax.jit((t: unknown) => jax.tree.map((x: jax.Array) => x.mul(2), t) as any)(states as any);
  const [first, second] = nnx.fromTree(doubled);
  expect(first.shared).toBe(second.shared);
  expect([Number(first.shared.value), Number(first.own.value)]).toEqual([2, 4]);
  expect(Number(shared.value)).toBe(1);
  expect(() => nnx.NodeStates.fromStates(nnx.state(trees[0])).graphdef).toThrow("made of states alone");
});

test("a GraphState stays one through tree.map and jit, and merges without a GraphDef", () => {
  const model = new nnx.BatchNorm(2, { rngs: new nnx.Rngs(0) });
  const [params, rest] = nnx.unpack(model, nnx.Param, true);
  const doubled = jax.jit((s: nnx.GraphState) => jax.tree.map((x: jax.Array) => x.add(1), s))(params!);
  const back = nnx.merge(doubled as nnx.GraphState, rest!);
  expect(String(back.scale.value)).toBe("[2. 2.]");
  expect(back.mean).toBe(model.mean);
  expect(() => nnx.merge(params!)).toThrow("the graph has 4 leaves, the state has 2");
  expect(() => nnx.unpack(model.mean)).toThrow("Cannot unpack a lone BatchStat");
});

test("call runs a method of a split module inside a pure function, and names what is no method", () => {
  const state = nnx.split(new nnx.Dict({ inner: new Pair() })) as unknown as nnx.PureState;
  const [sum, after] = nnx.call(state).inner();
  expect(Number(sum)).toBe(3);
  expect(nnx.call(after).inner()[0].item()).toBe(3);
  expect(() => nnx.call(state).inner.reset()).toThrow(
    "Cannot call a Dict: its field `inner.reset` is no function but missing",
  );
});
