import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax, nnx, optax } from "../index.ts";

setDefaultBackend("wasm");
const { P } = jax;
const four = new jax.sharding.AbstractMesh([2, 2], ["data", "model"]);
const one = jax.makeMesh([1, 1], ["data", "model"]);

class MLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  first: nnx.Linear;
  second: nnx.Linear;
  constructor(rngs: nnx.Rngs) {
    super();
    const kernelInit = nnx.withPartitioning(nnx.initializers.lecunNormal(), [null, "model"]);
    this.first = new nnx.Linear(4, 8, { rngs, kernelInit, biasMetadata: { outSharding: P("model") } });
    this.second = new nnx.Linear(8, 2, { rngs, kernelMetadata: { outSharding: ["model", null] } });
  }
  __call__(x: jax.Array): jax.Array {
    return this.second(nnx.relu(this.first(x)));
  }
}
const make = (): MLP => new MLP(new nnx.Rngs(0));

test("specs of parameters and of optimizer moments come from metadata", () => {
  const model = make();
  const optimizer = new nnx.Optimizer(model, optax.adam(0.1), { wrt: nnx.Param });
  const specs = nnx.getPartitionSpec(nnx.state(model));
  expect(
    [specs.first.kernel, specs.first.bias, specs.second.kernel, specs.second.bias].map((v) => String(v.value)),
  ).toEqual(["P(None, 'model')", "P('model',)", "P('model', None)", "P()"]);
  const moments = nnx.getNamedSharding(nnx.state(optimizer, nnx.OptState), four);
  const shown = nnx.toFlatState(moments);
  const kernelMoment = shown.paths.findIndex(
    (path) => path.includes("mu") && path.includes("first") && path.includes("kernel"),
  );
  expect(String((shown.leaves[kernelMoment] as nnx.Variable).value)).toContain("spec=P(None, 'model')");
});

test("a model can be planned for many devices without being made", () => {
  const [graphdef, state] = nnx.getAbstractModel(make, four);
  expect(graphdef.numLeaves).toBe(4);
  expect(state.first.kernel.value.sharding.shardShape([4, 8])).toEqual([4, 4]);
  const odd = new jax.sharding.AbstractMesh([3], ["model"]);
  expect(() => nnx.getAbstractModel(make, odd)).toThrow('mesh axis "model" has size 3, which does not divide axis');
});

test("names that the mesh has not are found when the model is made, unless a rule says what they stand for", () => {
  const data = jax.makeMesh([1], ["data"]);
  expect(() => jax.setMesh(data, make)).toThrow(
    "Cannot make a Param with outSharding P(None, 'model'): cannot shard by P(None, 'model'): the mesh has no axis \"model\"",
  );
  const rules = [["model", "data"]] as const;
  const model = jax.setMesh(data, () => nnx.logicalAxisRules(rules, make));
  const spec = nnx.logicalAxisRules(rules, () => nnx.getPartitionSpec(nnx.state(model)).first.kernel.value);
  expect(String(spec)).toBe("P(None, 'data')");
  const own = new nnx.Param(jnp.zeros([2]), { outSharding: ["model"], shardingRules: [["model", null]] });
  expect(() => nnx.logicalAxisRules(rules, () => nnx.getPartitionSpec(own))).toThrow(
    '"model" is data in nnx.logicalAxisRules and null',
  );
});

test("nnx.jit and nnx.shardMap check modules by StateSharding, and let changes through", () => {
  const model = make();
  const x = jnp.ones([2, 4]);
  const kernel = new nnx.StateSharding([
    [nnx.PathContains("kernel"), P(null, "model")],
    [true, P()],
  ]);
  const f = nnx.shardMap(
    (m: MLP, y: jax.Array) => {
      m.second.bias!.value = m.second.bias!.value.add(1);
      return lax.psum(m(y), "model");
    },
    { mesh: one, inSpecs: [kernel, P("data")], outSpecs: P("data") },
  );
  const expected = model(x).add(1);
  expect(jnp.allclose(nnx.jit(f)(model, x), expected)).toBeTruthy();
  expect(model.second.bias!.value.tolist()).toEqual([1, 1]);
  const three = new nnx.StateSharding([[true, P("data", "model")]]);
  const jitted = nnx.jit((m: MLP) => m.first.kernel.sum(), { inShardings: [three] });
  expect(() => jax.setMesh(one, () => jitted(model))).toThrow(
    "its arguments: first.bias: cannot shard an array of shape (8) by P('data', 'model'): the spec names 2 axes, the array has 1",
  );
  const partial = new nnx.StateSharding([[nnx.PathContains("kernel"), P()]]);
  expect(() => nnx.jit((m: MLP) => m.first.kernel.sum(), { inShardings: [partial] })(model)).toThrow(
    "Cannot find the sharding of first.bias",
  );
  const exact = new nnx.StateSharding(nnx.getPartitionSpec(nnx.state(model)));
  expect(String(exact.shardingOf(["second", "kernel"], model.second.kernel))).toBe("P('model', None)");
});
