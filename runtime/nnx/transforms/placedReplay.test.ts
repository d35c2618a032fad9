/** Calls that come again with the same modules, on a mesh: the fast way keeps to where things lie, and in flat memory. */
import { expect, test } from "vitest";
import { jax, jnp, nnx, optax } from "../../index.ts";
import { mesh } from "../../test/eightDevices.ts";
import { peek } from "../variable.ts";

const { P } = jax;
const { NamedSharding } = jax.sharding;

const on = (spec: jax.P): jax.sharding.NamedSharding => new NamedSharding(mesh, spec);
const specOf = ({ sharding }: jax.Array): string =>
  sharding instanceof NamedSharding ? String(sharding.spec) : "alone";

test("a call whose arguments lie elsewhere than before gives results that lie accordingly", () => {
  const model = new nnx.Linear(4, 6, { rngs: new nnx.Rngs(0) });
  const f = nnx.jit((m: nnx.Linear, x: jax.Array) => {
    m.bias!.value = m.bias!.value.add(1);
    return m(x);
  });
  const x = jnp.arange(32).reshape([8, 4]).astype("float32");
  const seen: string[] = [];
  const places = [null, null, P("data"), P("data"), P("model"), null, P("data"), P("data")];
  for (const [n, place] of places.entries()) {
    const expected = jnp.matmul(x, model.kernel.value.mul(1)).add(n + 1);
    const out = f(model, place ? jax.devicePut(x, on(place)) : x);
    seen.push(specOf(out));
    expect(jnp.allclose(out, expected, { rtol: 1e-5 }).item()).toBe(true);
  }
  expect(seen).toEqual([
    "alone",
    "alone",
    "P('data',)",
    "P('data',)",
    "P('model',)",
    "P()", // the bias is on the mesh since then
    "P('data',)",
    "P('data',)",
  ]);
  // a Variable that is moved between calls
  model.kernel.value = jax.devicePut(model.kernel.value, on(P(null, "model")));
  for (let n = 0; n < 3; n++) expect(specOf(f(model, x))).toBe("P(None, 'model')");
  expect(f.cacheSize()).toBe(1);
});

test("a function that asks for a mesh itself gives its results there at each call", () => {
  const model = new nnx.Linear(4, 6, { rngs: new nnx.Rngs(0) });
  const f = nnx.jit((m: nnx.Linear, x: jax.Array) => {
    m.kernel.value = jax.lax.withShardingConstraint(m.kernel.value.mul(0.5), on(P(null, "model")));
    return jax.lax.withShardingConstraint(m(x), on(P("data")));
  });
  const [x, first] = [jnp.ones([8, 4]), model.kernel.value];
  for (let n = 1; n < 5; n++) {
    const out = f(model, x);
    expect([specOf(out), specOf(model.kernel.value)]).toEqual(["P('data',)", "P(None, 'model')"]);
    expect(jnp.allclose(model.kernel, first.mul(0.5 ** n)).item()).toBe(true);
    expect(jnp.allclose(out, jnp.matmul(x, model.kernel.value)).item()).toBe(true);
  }
});

test("state that nobody has seen changes its place with the program that writes it", () => {
  const p = new nnx.Param(jnp.zeros([64]));
  const reset = nnx.jit((v: nnx.Param) => {
    v.value = jnp.zeros([64]);
  });
  const spread = nnx.jit((v: nnx.Param) => {
    v.value = jax.lax.withShardingConstraint(v.value.add(1), on(P("data")));
  });
  for (let n = 0; n < 4; n++) {
    reset(p);
    expect(specOf(peek(p) as jax.Array)).toBe("alone");
    spread(p);
    expect(specOf(peek(p) as jax.Array)).toBe("P('data',)");
  }
  expect(p.tolist()).toEqual(Array(64).fill(1));
});

test("another mesh in force means another program", () => {
  const f = nnx.jit((m: nnx.Param) => {
    m.value = m.value.add(1);
    return new nnx.Param(m.value, { outSharding: ["rows"] });
  });
  const g = nnx.jit((m: nnx.Param) => jax.lax.withShardingConstraint(m.value.mul(2), P("rows")));
  const [p, q] = [new nnx.Param(jnp.zeros([8])), new nnx.Param(jnp.ones([8]))];
  const meshes = [8, 4, 8].map((n) => jax.makeMesh([n], ["rows"], { axisTypes: ["Auto"] }));
  for (const rows of [...meshes, ...meshes]) {
    jax.setMesh(rows, () => {
      const [a, b] = [f(new nnx.Param(p.value)).value, g(q)];
      for (const out of [a, b]) expect(out.addressableShards.length).toBe(rows.size);
    });
  }
});

test("sharded state is overwritten in place, never what somebody has seen", () => {
  const device = jax.devices()[0]!;
  jax.setMesh(mesh, () => {
    const kernelMetadata = { outSharding: [null, "model"] };
    const model = new nnx.Linear(64, 64, { rngs: new nnx.Rngs(0), kernelMetadata });
    const optimizer = new nnx.Optimizer(model, optax.adamw(1e-3), { wrt: nnx.Param });
    const step = nnx.jit((m: nnx.Linear, o: typeof optimizer, x: jax.Array) => {
      const [loss, grads] = nnx.valueAndGrad((n: nnx.Linear) => jnp.mean(jnp.square(n(x))))(m);
      o.update(m, grads);
      return loss;
    });
    const x = jax.devicePut(jnp.ones([8, 64]), on(P("data")));
    const run = (steps: number): { bytes: number; pooled: number; arrays: number } => {
      for (let i = 0; i < steps; i++) step(model, optimizer, x);
      const { bytesInUse: bytes, bytesPooled: pooled } = device.memoryStats();
      return { bytes, pooled, arrays: jax.liveArrays().length };
    };
    const early = run(5);
    const late = run(100);
    expect(late).toEqual(early);
    const seen = model.kernel.value;
    const before = seen.tolist();
    run(3);
    expect(seen.tolist()).toEqual(before);
    expect(model.kernel.tolist()).not.toEqual(before);
    expect(specOf(model.kernel.value)).toBe("P(None, 'model')");
    expect(step.cacheSize()).toBe(1);
  });
});
