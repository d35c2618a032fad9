import { describe, expect, test } from "vitest";
import { type jax, jnp, nnx, optax } from "../../index.ts";

const linear = (seed = 0): nnx.Linear => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(seed) });

class Tied extends nnx.Module {
  a = new nnx.Param(jnp.array([1, 2]));
  b = this.a;
  inner: nnx.Linear = linear();
  again = this.inner;
}

describe("split() and merge()", () => {
  test("the state holds the module's own Variables, and merging shares them", () => {
    const model = linear();
    const [graphdef, state] = nnx.split(model);
    expect(state!.kernel).toBe(model.kernel);
    const merged = nnx.merge(graphdef, state!) as nnx.Linear;
    expect(merged === model).toBe(false);
    expect(merged.kernel).toBe(model.kernel);
    expect(nnx.merge(graphdef, state!, { copy: true }).kernel === model.kernel).toBe(false);
  });

  test("shared parts are written once and stay shared", () => {
    const tied = new Tied();
    const [graphdef, state] = nnx.split(tied);
    expect(nnx.toFlatState(state!).paths).toEqual([["a"], ["again", "bias"], ["again", "kernel"]]);
    const copy = nnx.merge(graphdef, state!, { copy: true }) as Tied;
    expect(copy.b).toBe(copy.a);
    expect(copy.again).toBe(copy.inner);
    expect(String(graphdef)).toContain("b=→1");
  });

  test("arrays in the state get Variables of the right class", () => {
    const [graphdef, state] = nnx.split(linear());
    const merged = nnx.merge(graphdef, nnx.toPureDict(state!)) as nnx.Linear;
    expect(merged.kernel).toBeInstanceOf(nnx.Param);
  });

  test("filters divide the state, and must take all of it", () => {
    const rngs = new nnx.Rngs(0);
    class Model extends nnx.Module {
      linear = new nnx.Linear(1, 1, { rngs });
      rngs = rngs;
      mean = new nnx.BatchStat(jnp.zeros([1]));
    }
    const [, params, streams, rest] = nnx.split(new Model(), nnx.Param, nnx.RngState, true);
    expect([params, streams, rest].map((part) => Object.keys(part!))).toEqual([["linear"], ["rngs"], ["mean"]]);
    expect(() => nnx.split(new Model(), nnx.Param)).toThrow(/3 leaves match none.*mean \(BatchStat\).*add true/);
    expect(() => nnx.split(new Model(), true, nnx.Param)).toThrow(/only come last/);
    expect(() => nnx.split(new Model(), 3 as never)).toThrow(/Cannot use 3 as a filter/);
  });

  test("a wrong number of leaves is an error", () => {
    const [graphdef] = nnx.split(linear());
    expect(() => nnx.merge(graphdef, {})).toThrow(/graph has 2 leaves, the state has 0/);
    expect(() => nnx.merge({} as never, {})).toThrow(/must be a GraphDef/);
  });

  test("structures are equal for equal classes, fields and static values", () => {
    expect(nnx.graphdef(linear(0)).equals(nnx.graphdef(linear(1)))).toBe(true);
    expect(nnx.graphdef(linear()).equals(nnx.graphdef(new nnx.Linear(2, 4, { rngs: new nnx.Rngs(0) })))).toBe(false);
    const marked = linear();
    marked.bias.setMetadata("note", [1]);
    const other = linear();
    other.bias.setMetadata("note", [1]);
    expect(nnx.graphdef(marked).equals(nnx.graphdef(other))).toBe(true);
    expect(nnx.graphdef(marked).equals(nnx.graphdef(linear()))).toBe(false);
  });

  test("more than ten layers stay in order", () => {
    const layers = new nnx.List(Array.from({ length: 12 }, (_, i) => new nnx.Param(jnp.array(i))));
    const state = nnx.state(layers);
    expect(nnx.toFlatState(state).paths.map(([i]) => i)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const [graphdef, flat] = nnx.flatten(layers);
    expect([...(nnx.merge(graphdef, flat) as nnx.List<nnx.Param>)].map((p) => p.value.item())).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  test("a lone Variable, a list of modules and an optimizer split and merge", () => {
    const v = new nnx.Param(jnp.array(1));
    const [vDef, vState] = nnx.split(v);
    expect(vState).toBe(v);
    expect(nnx.merge(vDef, vState!)).toBe(v);
    const [listDef, listState] = nnx.split([linear(), { x: linear() }]);
    expect(nnx.toFlatState(listState!).paths.map((path) => path.join("."))).toEqual([
      "0.bias",
      "0.kernel",
      "1.x.bias",
      "1.x.kernel",
    ]);
    expect((nnx.merge(listDef, listState!) as [nnx.Linear, { x: nnx.Linear }])[1].x).toBeInstanceOf(nnx.Linear);
    const model = linear();
    const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
    const copy = nnx.clone(optimizer);
    copy.update(model, nnx.grad((m: nnx.Linear) => jnp.sum(m(jnp.ones([1, 2]))))(model));
    expect([Number(copy.step.value), Number(optimizer.step.value)]).toEqual([1, 0]);
    expect(Number(copy.optState[0].count.value)).toBe(1);
  });
});

describe("update()", () => {
  test("takes Variables, arrays and plain objects, in place", () => {
    const model = linear();
    const { kernel } = model;
    nnx.update(model, { bias: jnp.ones([3]) }, new nnx.State({ kernel: new nnx.Param(jnp.zeros([2, 3])) }));
    expect(model.kernel).toBe(kernel);
    expect([model.bias.value.tolist(), kernel.value.tolist()]).toEqual([
      [1, 1, 1],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ]);
  });

  test("a new entry becomes a field", () => {
    const model = linear();
    nnx.update(model, { extra: new nnx.BatchStat(jnp.ones([2])) });
    expect(Object.keys(nnx.state(model, nnx.BatchStat))).toEqual(["extra"]);
  });

  test("a leaf where the module has a module is an error with the path", () => {
    expect(() => nnx.update(new Tied(), { inner: jnp.array(1) })).toThrow(/Cannot update inner: it is a Linear/);
  });
});

describe("State", () => {
  test("is a pytree by name and prints as Flax does", async () => {
    const { jax } = await import("../../index.ts");
    const state = nnx.state(linear());
    const [leaves, def] = jax.tree.flatten(state);
    expect(leaves.length).toBe(2);
    expect(String(def)).toContain("State");
    const zero = jax.tree.map((x: jax.Array) => x.mul(0), state) as nnx.State;
    expect(zero).toBeInstanceOf(nnx.State);
    expect(String(zero)).toBe(`State({
  'bias': Param( # 3 (12 B)
    value=Array([0., 0., 0.], dtype=float32)
  ),
  'kernel': Param( # 6 (24 B)
    value=Array([[ 0., -0., -0.],
           [-0., -0.,  0.]], dtype=float32)
  )
})`);
  });

  test("flat and nested forms are inverses; merge joins; filter and split divide", () => {
    const state = nnx.state(new Tied());
    expect(nnx.fromFlatState(nnx.toFlatState(state)).again.bias).toBe(state.again.bias);
    const biases = nnx.filterState(state, nnx.PathContains("bias"));
    const rest = nnx.filterState(state, nnx.Not(nnx.PathContains("bias")));
    expect(nnx.toFlatState(nnx.mergeState(biases, rest)).paths).toEqual(nnx.toFlatState(state).paths);
    expect(() => nnx.splitState(state, nnx.PathContains("bias"))).toThrow(/match none/);
  });
});

describe("pop(), iterGraph(), asPure()", () => {
  test("pop() takes Variables out", () => {
    const model = linear() as nnx.Linear & { seen?: nnx.Intermediate };
    model.seen = new nnx.Intermediate(jnp.ones([2]));
    expect(Object.keys(nnx.pop(model, nnx.Intermediate))).toEqual(["seen"]);
    expect("seen" in model).toBe(false);
    expect(() => nnx.pop(model, ...([] as unknown as [nnx.Filter]))).toThrow(/at least one filter/);
  });

  test("iterGraph() gives children first and shared nodes once", () => {
    const found = [...nnx.iterGraph(new Tied())]
      .filter(([, value]) => nnx.isData(value))
      .map(([path]) => path.join("."));
    expect(found).toEqual(["a", "again.bias", "again.kernel", "again", ""]);
  });

  test("asPure() takes the Variables off", () => {
    expect(nnx.asPure(nnx.state(linear())).bias.tolist()).toEqual([0, 0, 0]);
    expect(nnx.asPure([new nnx.Param(jnp.array(1)), jnp.array(2)]).map(Number)).toEqual([1, 2]);
  });
});
