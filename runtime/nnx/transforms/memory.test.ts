/** Training loops run in flat memory, whatever holds the state. */
import { afterEach, expect, test } from "vitest";
import { setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp, nnx, optax } from "../../index.ts";

class Stack extends nnx.Module<(x: jax.Array) => jax.Array> {
  layers: nnx.List<nnx.Linear>;
  heads: nnx.Dict & { out: nnx.Linear };
  constructor(rngs: nnx.Rngs) {
    super();
    this.layers = new nnx.List([new nnx.Linear(32, 64, { rngs }), new nnx.Linear(64, 32, { rngs })]);
    this.heads = new nnx.Dict({ out: new nnx.Linear(32, 16, { rngs }) }) as nnx.Dict & { out: nnx.Linear };
  }
  __call__(x: jax.Array): jax.Array {
    let h = x;
    for (const layer of this.layers) h = nnx.relu(layer(h));
    return this.heads.out(h);
  }
}

afterEach(() => setDefaultBackend(undefined));

const backends = (["wasm", "webgpu"] as const).filter((name) => name === "wasm" || process.env.VK_ICD_FILENAMES);

test.each(backends)("modules in lists and dictionaries, clip and adamw in a chain, on %s", (backend) => {
  setDefaultBackend(backend);
  const model = new Stack(new nnx.Rngs(0));
  const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adamw(1e-3));
  const optimizer = new nnx.Optimizer(model, tx, { wrt: nnx.Param });
  const x = jnp.ones([8, 32]);
  const step = nnx.jit((m: Stack, o: typeof optimizer, batch: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((mm: Stack) => jnp.mean(jnp.square(mm(batch))))(m);
    o.update(m, grads);
    return loss;
  });
  const device = jax.devices()[0]!;
  const run = (steps: number): { bytes: number; arrays: number; pooled: number } => {
    for (let i = 0; i < steps; i++) step(model, optimizer, x);
    const { bytesInUse: bytes, bytesPooled: pooled } = device.memoryStats();
    return { bytes, pooled, arrays: jax.liveArrays().length };
  };
  const early = run(5);
  const steps = backend === "wasm" ? 100 : 20;
  const late = run(steps);
  expect([late.bytes, late.arrays]).toEqual([early.bytes, early.arrays]);
  // losses that nobody read wait for the collector where reading would wait for the device
  expect(late.pooled - early.pooled).toBeLessThanOrEqual(backend === "wasm" ? 0 : 4 * steps);
  expect(step.cacheSize()).toBe(1);
});

test("donated arguments are gone, and the next call takes their memory", () => {
  const f = jax.jit((x: jax.Array) => x.mul(2), { donateArgnums: 0 });
  const device = jax.devices()[0]!;
  let x = f(jnp.ones([5000]));
  x = f(x);
  const before = device.memoryStats();
  for (let i = 0; i < 10; i++) {
    const given = x;
    x = f(x);
    expect(() => given.tolist()).toThrow("it was deleted");
  }
  expect(device.memoryStats()).toEqual(before);
});
