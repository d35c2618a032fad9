/** Every kind of layer, trained on a mesh: the same numbers as on one device, wherever batches and parameters lie. */
import { expect, test } from "vitest";
import { jax, jnp, nnx, optax, random } from "../../index.ts";
import { mesh } from "../../test/eightDevices.ts";

const { P } = jax;
const { NamedSharding } = jax.sharding;

type Model = nnx.Module & ((x: jax.Array) => jax.Array);

/** A function of layers as a module. */
class Net extends nnx.Module<(x: jax.Array) => jax.Array> {
  parts: nnx.Dict;
  forward: (parts: any, x: jax.Array) => jax.Array;
  constructor(parts: Record<string, unknown>, forward: (parts: any, x: jax.Array) => jax.Array) {
    super();
    this.parts = new nnx.Dict(parts);
    this.forward = forward;
  }
  __call__(x: jax.Array): jax.Array {
    return this.forward(this.parts, x);
  }
}

const rngs = (): nnx.Rngs => new nnx.Rngs({ params: 0, dropout: 1 });
const stackAxes = new nnx.StateAxes([
  [nnx.Param, 0],
  [true, null],
]);

const models: Record<string, [shape: number[], make: () => Model]> = {
  "linear, relu, linear": [
    [16, 8],
    () =>
      new Net({ a: new nnx.Linear(8, 16, { rngs: rngs() }), b: new nnx.Linear(16, 4, { rngs: rngs() }) }, (p, x) =>
        p.b(nnx.relu(p.a(x))),
      ),
  ],
  "batch norm": [
    [16, 8],
    () =>
      new Net({ a: new nnx.Linear(8, 16, { rngs: rngs() }), n: new nnx.BatchNorm(16, { rngs: rngs() }) }, (p, x) =>
        jnp.tanh(p.n(p.a(x))),
      ),
  ],
  "layer, group and rms norm": [
    [16, 8],
    () =>
      new Net(
        {
          a: new nnx.LayerNorm(8, { rngs: rngs() }),
          b: new nnx.GroupNorm(8, { numGroups: 2, rngs: rngs() }),
          c: new nnx.RMSNorm(8, { rngs: rngs() }),
        },
        (p, x) => p.c(jnp.sin(p.b(jnp.tanh(p.a(x))))),
      ),
  ],
  dropout: [
    [16, 8],
    () =>
      new Net({ a: new nnx.Linear(8, 16, { rngs: rngs() }), d: new nnx.Dropout(0.5, { rngs: rngs() }) }, (p, x) =>
        p.d(p.a(x)),
      ),
  ],
  "convolution and pooling": [
    [8, 8, 8, 2],
    () =>
      new Net(
        {
          a: new nnx.Conv(2, 4, [3, 3], { rngs: rngs() }),
          b: new nnx.Conv(4, 8, [3, 3], { strides: 2, rngs: rngs() }),
          c: new nnx.Linear(8, 4, { rngs: rngs() }),
        },
        (p, x) =>
          p.c(
            nnx
              .avgPool(nnx.relu(p.b(nnx.maxPool(nnx.relu(p.a(x)), [2, 2], { strides: [2, 2] }))), [2, 2])
              .mean({ axis: [1, 2] }),
          ),
      ),
  ],
  "transposed convolution": [
    [8, 4, 4, 2],
    () => new Net({ a: new nnx.ConvTranspose(2, 4, [3, 3], { strides: [2, 2], rngs: rngs() }) }, (p, x) => p.a(x)),
  ],
  attention: [
    [8, 4, 8],
    () => new Net({ a: new nnx.MultiHeadAttention(2, 8, { rngs: rngs(), decode: false }) }, (p, x) => p.a(x)),
  ],
  embedding: [
    [16, 8],
    () =>
      new Net({ e: new nnx.Embed(32, 8, { rngs: rngs() }), a: new nnx.Linear(8, 4, { rngs: rngs() }) }, (p, x) =>
        p.a(p.e(jnp.argmax(x, { axis: 1 })).add(x)),
      ),
  ],
  lstm: [[8, 6, 8], () => new Net({ r: new nnx.RNN(new nnx.LSTMCell(8, 8, { rngs: rngs() })) }, (p, x) => p.r(x))],
  gru: [[8, 6, 8], () => new Net({ r: new nnx.RNN(new nnx.GRUCell(8, 8, { rngs: rngs() })) }, (p, x) => p.r(x))],
  "scan over layers, recomputed": [
    [16, 8],
    () => {
      const layers = nnx.vmap((key: jax.Array) => new nnx.Linear(8, 8, { rngs: new nnx.Rngs(key) }), {
        outAxes: stackAxes,
      })(random.split(random.key(0), 4));
      const run = nnx.scan(
        (layer: nnx.Linear, x: jax.Array) =>
          nnx.remat((l: nnx.Linear, h: jax.Array) => h.add(jnp.tanh(l(h))))(layer, x),
        {
          inAxes: [stackAxes, nnx.Carry],
          outAxes: nnx.Carry,
        },
      );
      return new Net({ layers }, (p, x) => run(p.layers, x));
    },
  ],
  "low rank adaptation": [
    [16, 8],
    () => new Net({ a: new nnx.LoRALinear(8, 4, { loraRank: 2, rngs: rngs() }) }, (p, x) => p.a(x)),
  ],
};

/** Where a parameter goes: its last axis, or its first, along "model" where that fits. */
const plans: Record<string, (shape: readonly number[]) => (string | null)[]> = {
  "data parallel": (shape) => shape.map(() => null),
  "last axes": (shape) => shape.map((n, i) => (i === shape.length - 1 && n % 2 === 0 ? "model" : null)),
  "first axes": (shape) => shape.map((n, i) => (i === 0 && n % 4 === 0 ? "data" : null)),
};

function train(model: Model, x: jax.Array): unknown {
  const optimizer = new nnx.Optimizer(model, optax.sgd(0.1), { wrt: nnx.Param });
  const step = nnx.jit((m: Model, o: typeof optimizer, a: jax.Array) => {
    const [value, grads] = nnx.valueAndGrad((n: Model) => jnp.mean(jnp.square(n(a))))(m);
    o.update(m, grads);
    return value;
  });
  const losses = [0, 1, 2].map(() => step(model, optimizer, x).tolist());
  const state = jax.tree.leaves(nnx.asPure(nnx.state(model, nnx.Not(nnx.RngState)))) as jax.Array[];
  return { losses, state: state.map((a) => a.tolist()) };
}

function close(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= 2e-5 * Math.max(1, Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  const [left, right] = [Object.values(a!), Object.values(b!)];
  return left.length === right.length && left.every((value, i) => close(value, right[i]));
}

test.each(
  Object.entries(models).flatMap(([name, [shape, make]]) =>
    Object.entries(plans).map(([plan, cut]) => [name, plan, shape, make, cut] as const),
  ),
)("%s, %s", (_name, _plan, shape, make, cut) => {
  const x = random.normal(random.key(7), shape);
  const expected = train(make(), x);
  const model = make();
  const params = (): nnx.Param[] =>
    [...nnx.iterGraph(model)].flatMap(([, node]) => (node instanceof nnx.Param ? [node] : []));
  for (const param of params()) {
    param.value = jax.devicePut(param.value, new NamedSharding(mesh, P(...cut(param.shape))));
  }
  const seen = train(model, jax.devicePut(x, new NamedSharding(mesh, P("data"))));
  if (!close(seen, expected)) expect(seen).toEqual(expected);
  for (const param of params()) expect(param.sharding).toBeInstanceOf(NamedSharding);
});
