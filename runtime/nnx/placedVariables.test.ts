/** Variables on a mesh: where they are made to lie, and that everything that handles modules leaves them there. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jax, jnp, nnx, optax } from "../index.ts";
import { mesh } from "../test/eightDevices.ts";

const { P } = jax;
const { NamedSharding } = jax.sharding;

const specOf = (v: nnx.Variable | jax.Array): string => {
  const { sharding } = v as jax.Array;
  return sharding instanceof NamedSharding ? String(sharding.spec) : "alone";
};
const cut = { outSharding: [null, "model"] };
const make = (): nnx.Linear =>
  jax.setMesh(mesh, () => new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0), kernelMetadata: cut }));

test("a Variable lies where its metadata say, on the mesh in force or its own; what Flax 0.12 does, line by line", () => {
  const zeros = (): jax.Array => jnp.zeros([4, 8]);
  const param = (metadata: nnx.Metadata, x = zeros()): string => specOf(new nnx.Param(x, metadata));
  expect(param({ ...cut, mesh })).toBe("P(None, 'model')");
  expect(param({ ...cut, eagerSharding: false })).toBe("alone");
  jax.setMesh(mesh, () => {
    expect([param(cut), param({}), param({ outSharding: [] })]).toEqual(["P(None, 'model')", "P()", "P()"]);
    expect(param(cut, jax.devicePut(zeros(), new NamedSharding(mesh, P("data"))))).toBe("P(None, 'model')");
    expect(param({}, jax.devicePut(zeros(), new NamedSharding(mesh, P("data"))))).toBe("P('data',)");
    nnx.useEagerSharding(false, () => {
      expect([param(cut), param({ ...cut, eagerSharding: true })]).toEqual(["alone", "P(None, 'model')"]);
    });
    const rules = [["hidden", "model"]] as const;
    expect(nnx.logicalAxisRules(rules, () => param({ outSharding: [null, "hidden"] }))).toBe("P(None, 'model')");
    expect(param({ outSharding: [null, "hidden"], shardingRules: rules })).toBe("P(None, 'model')");
    const kernelInit = nnx.withPartitioning(nnx.initializers.lecunNormal(), [null, "model"]);
    expect(specOf(new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0), kernelInit }).kernel)).toBe("P(None, 'model')");
    const made = nnx.jit(() => new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0), kernelMetadata: cut }))();
    expect(specOf(made.kernel)).toBe("P(None, 'model')");
    const each = nnx.vmap((key: jax.Array) => new nnx.Linear(4, 8, { rngs: new nnx.Rngs(key), kernelMetadata: cut }), {
      transformMetadata: { [nnx.PARTITION_NAME]: "data" },
    })(jax.random.split(jax.random.key(0), 4));
    expect(specOf(each.kernel)).toBe("P(None, None, 'model')");
    expect(() => param({ outSharding: ["data"] }, jnp.zeros([3, 8]))).toThrow(
      "Cannot make a Param with outSharding P('data',): cannot shard an array of shape (3, 8)",
    );
    expect(() => param({ outSharding: ["data", null] }, jnp.zeros([8]))).toThrow(
      "the spec names 2 axes, the array has 1",
    );
  });
});

test("set() keeps the place, a new value has its own", () => {
  const { kernel } = make();
  kernel.set(1);
  expect([specOf(kernel), kernel.tolist()]).toEqual(["P(None, 'model')", jnp.ones([4, 8]).tolist()]);
  kernel.set(jnp.zeros([4, 8]));
  expect(specOf(kernel)).toBe("P(None, 'model')");
  kernel.set(jax.devicePut(jnp.zeros([4, 8]), new NamedSharding(mesh, P("data"))));
  expect(specOf(kernel)).toBe("P('data',)");
  kernel.value = jnp.zeros([4, 8]);
  expect(specOf(kernel)).toBe("alone");
});

test("moments lie as parameters do, also where those were put there by hand", () => {
  const model = new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0) });
  model.kernel.value = jax.devicePut(model.kernel.value, new NamedSharding(mesh, P(null, "model")));
  const { optState, step } = new nnx.Optimizer(model, optax.adam(0.1), { wrt: nnx.Param });
  const { mu, nu, count } = optState[0];
  expect([mu.kernel, nu.kernel, mu.bias, count, step].map(specOf)).toEqual([
    "P(None, 'model')",
    "P(None, 'model')",
    "alone",
    "alone",
    "alone",
  ]);
});

test("state of another shape than its parameter is refused as in Flax, and made with optimizerSharding or without a place", () => {
  const kernelMetadata = (own?: readonly (string | null)[]): nnx.Metadata =>
    own ? { outSharding: [null, "model"], optimizerSharding: own } : { outSharding: [null, "model"] };
  jax.setMesh(mesh, () => {
    const build = (own?: readonly (string | null)[]): nnx.Linear =>
      new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0), kernelMetadata: kernelMetadata(own) });
    const optimizer = (model: nnx.Linear): nnx.Optimizer =>
      new nnx.Optimizer(model, optax.novograd(0.1), { wrt: nnx.Param });
    expect(() => optimizer(build())).toThrow(
      "Cannot make an OptVariable with outSharding P(None, 'model'): cannot shard an array of shape () by P(None, 'model')",
    );
    expect(specOf(optimizer(build([])).optState[0].nu.kernel)).toBe("P()");
    expect(specOf(nnx.useEagerSharding(false, () => optimizer(build())).optState[0].nu.kernel)).toBe("alone");
  });
});

test("split, merge, clone, update, state and iterGraph leave arrays where they are", () => {
  const model = make();
  const [graphdef, state] = nnx.split(model) as [nnx.GraphDef, nnx.State];
  const merged = nnx.merge(graphdef, state) as nnx.Linear;
  const other = new nnx.Linear(4, 8, { rngs: new nnx.Rngs(1) });
  nnx.update(other, nnx.state(model));
  const found = [...nnx.iterGraph(model)].flatMap(([, node]) => (node instanceof nnx.Param ? [specOf(node)] : []));
  const specs = [merged, nnx.clone(model), other].map((m) => specOf(m.kernel));
  expect(specs).toEqual(["P(None, 'model')", "P(None, 'model')", "P(None, 'model')"]);
  expect(found.sort()).toEqual(["P()", "P(None, 'model')"]);
  expect(specOf(model.kernel.replace(jnp.zeros([4, 8])))).toBe("alone");
});

test("gradients, optimizers, metrics and dropout compute with placed arrays as with others", () => {
  const placed = make();
  const plain = new nnx.Linear(4, 8, { rngs: new nnx.Rngs(0) });
  const x = jnp.linspace(-1, 1, { num: 32 }).reshape([8, 4]);
  const labels = jnp.arange(8);
  const seen = [placed, plain].map((model) => {
    const given = model === placed ? jax.devicePut(x, new NamedSharding(mesh, P("data"))) : x;
    const logits = (m: nnx.Linear): jax.Array => m(given);
    const loss = (m: nnx.Linear): jax.Array => jnp.mean(optax.softmaxCrossEntropyWithIntegerLabels(logits(m), labels));
    const optimizer = new nnx.Optimizer(model, optax.sgd(0.5), { wrt: nnx.Param });
    const metrics = new nnx.MultiMetric({
      loss: new nnx.metrics.Average("loss"),
      accuracy: new nnx.metrics.Accuracy(),
    });
    for (let n = 0; n < 3; n++) {
      const [value, grads] = nnx.valueAndGrad(loss)(model);
      optimizer.update(model, grads);
      metrics.update({ loss: value, logits: logits(model), labels });
    }
    const { loss: mean, accuracy } = metrics.compute() as Record<string, jax.Array>;
    const dropped = new nnx.Dropout(0.5, { rngs: new nnx.Rngs(3) })(logits(model));
    return [mean!, accuracy!, model.kernel.value, dropped];
  });
  seen[0]!.forEach((value, n) => void expect(jnp.allclose(value, seen[1]![n]!, { rtol: 1e-5 }).item()).toBe(true));
  expect(specOf(placed.kernel)).toBe("P(None, 'model')");
});

test("a checkpoint holds whole arrays, and what is restored lies on the default device", () => {
  const folder = mkdtempSync(join(tmpdir(), "placed-"));
  try {
    const model = make();
    const path = join(folder, "model.safetensors");
    nnx.save(path, model);
    const other = new nnx.Linear(4, 8, { rngs: new nnx.Rngs(1) });
    nnx.load(path, other);
    expect(other.kernel.tolist()).toEqual(model.kernel.tolist());
    expect([specOf(other.kernel), String(other.kernel.sharding)]).toEqual([
      "alone",
      `SingleDeviceSharding(device=${jax.devices()[0]})`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
