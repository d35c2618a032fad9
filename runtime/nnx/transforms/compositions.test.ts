/** Transformations of Flax's guide inside one another; every number is Flax's, from `compositions.fixtures.py`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isJaxpr, type Jaxpr } from "../../core/jaxpr.ts";
import { setDefaultBackend } from "../../execute/backends.ts";
import { jax, jnp, nnx, optax, random } from "../../index.ts";

setDefaultBackend("wasm");

const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, "compositions.fixtures.json"), "utf8")) as {
  cases: Record<string, unknown[]>;
};

const x = jnp.linspace(-1, 1, { num: 12 }).reshape([4, 3]);
const y = jnp.sin(x.mul(3));
const keys = random.split(random.key(0), 4);
const make = (key: jax.Array): nnx.Linear => new nnx.Linear(3, 3, { rngs: new nnx.Rngs(key) });
const key = (i: number): jax.Array => keys.at(i).get();
const loss = (m: nnx.Linear, a: jax.Array, b: jax.Array): jax.Array => jnp.mean(jnp.square(jnp.tanh(m(a)).sub(b)));

/** A layer, how often any layer ran so far, and what it saw last. */
class Block extends nnx.Module<(h: jax.Array) => jax.Array> {
  linear: nnx.Linear;
  calls = new nnx.Variable(jnp.array(0));
  mean = new nnx.BatchStat(jnp.zeros([3]));
  constructor(own: jax.Array) {
    super();
    this.linear = make(own);
  }
  __call__(h: jax.Array): jax.Array {
    this.calls.value = this.calls.value.add(1);
    this.mean.value = this.mean.value.mul(0.9).add(h.mean({ axis: 0 }).mul(0.1));
    return h.add(jnp.tanh(this.linear(h)));
  }
}

const blockAxes = new nnx.StateAxes([
  [nnx.Param, 0],
  [nnx.BatchStat, 0],
  [true, nnx.Carry],
]);
const makeAxes = new nnx.StateAxes([
  [nnx.Param, 0],
  [nnx.BatchStat, 0],
  [true, null],
]);
const makeStack = (): Block => nnx.vmap((k: jax.Array) => new Block(k), { outAxes: makeAxes })(keys);

const programs: Record<string, () => unknown[]> = {
  scan_layers() {
    const stack = makeStack();
    const forward = nnx.scan((block: Block, h: jax.Array) => nnx.remat((b: Block, c: jax.Array) => b(c))(block, h), {
      inAxes: [blockAxes, nnx.Carry],
      outAxes: nnx.Carry,
    });
    const step = nnx.jit((s: Block) => nnx.valueAndGrad((b: Block) => jnp.sum(jnp.square(forward(b, x))))(s));
    const [value, grads] = step(stack);
    return [value, step(stack)[0], grads.linear.kernel.value, stack.calls.value, stack.mean.value];
  },
  ensemble_of_optimizers() {
    const models = nnx.vmap(make)(keys) as nnx.Linear;
    const optimizers = nnx.vmap((m: nnx.Linear) => new nnx.Optimizer(m, optax.adam(0.1), { wrt: nnx.Param }))(models);
    const step = nnx.jit(
      nnx.vmap(
        (m: nnx.Linear, o: nnx.Optimizer, a: jax.Array, b: jax.Array) => {
          const [value, grads] = nnx.valueAndGrad(loss)(m, a, b);
          o.update(m, grads);
          return value;
        },
        { inAxes: [0, 0, null, null] },
      ),
    );
    const values = [0, 1, 2].map(() => step(models, optimizers, x, y));
    const { mu } = optimizers.optState[0];
    return [...values, models.kernel.value, mu.kernel.value, optimizers.step.value];
  },
  gradients_of_examples() {
    const each = nnx.jit(nnx.vmap(nnx.grad(loss), { inAxes: [null, 0, 0] }));
    const grads = each(make(key(0)), x, y);
    return [grads.kernel.value, grads.bias.value];
  },
  choices() {
    const [model, counts] = [make(key(0)), new nnx.Dict({ count: new nnx.Variable(jnp.array(0)) })];
    const branch = (n: number, sign: number) => (m: nnx.Linear, c: nnx.Dict, h: jax.Array) => {
      c.count.value = c.count.value.add(n);
      return m(h).mul(sign);
    };
    const [often, seldom] = [branch(10, 1), branch(1, -1)];
    const run = nnx.jit((m: nnx.Linear, c: nnx.Dict, h: jax.Array) =>
      nnx.cond(jnp.greater(h.sum(), 0), often, seldom, m, c, h).add(nnx.switch(2, [often, seldom, often], m, c, h)),
    );
    return [run(model, counts, x.add(1)), run(model, counts, x.sub(1)), counts.count.value];
  },
  loops() {
    const model = make(key(1));
    type Carry = [nnx.Linear, jax.Array, jax.Array];
    const body = ([m, h, n]: Carry): Carry => {
      m.bias.value = m.bias.value.add(0.1);
      return [m, jnp.tanh(m(h)), n.add(1)];
    };
    const [, h, n] = nnx.whileLoop(([, , count]: Carry) => jnp.less(count, 3), body, [model, x, jnp.array(0)] as Carry);
    const more = (i: jax.Array, [m, c]: [nnx.Linear, jax.Array]): [nnx.Linear, jax.Array] => [m, jnp.tanh(m(c)).add(i)];
    const [, total] = nnx.foriLoop(0, 4, more, [model, h]);
    return [h, n, total, model.bias.value];
  },
  scan_of_training() {
    const model = make(key(2));
    const optimizer = new nnx.Optimizer(model, optax.sgd(0.1, { momentum: 0.9 }), { wrt: nnx.Param });
    type State = [nnx.Linear, nnx.Optimizer];
    const train = nnx.jit((m: nnx.Linear, o: nnx.Optimizer, xs: jax.Array, ys: jax.Array) => {
      const step = nnx.scan(
        ([inner, own]: State, a: jax.Array, b: jax.Array) => {
          const [value, grads] = nnx.valueAndGrad(loss)(inner, a, b);
          own.update(inner, grads);
          return [[inner, own], value];
        },
        { inAxes: [nnx.Carry, 0, 0], outAxes: [nnx.Carry, 0] },
      );
      return step([m, o], xs, ys)[1];
    });
    const run = nnx.cachedPartial(train, model, optimizer);
    const batches = [x.reshape([2, 2, 3]), y.reshape([2, 2, 3])];
    return [run(...batches), run(...batches), model.kernel.value];
  },
  derivatives() {
    const model = make(key(3));
    const ones = nnx.mapState((_, p) => p.replace(jnp.onesLike(p.value)), nnx.state(model));
    const [out, tangent] = nnx.jvp((m: nnx.Linear) => m(x), [model], [ones]);
    const [, pull] = nnx.vjp((m: nnx.Linear, a: jax.Array) => jnp.tanh(m(a)), model, x);
    const [grads, dx] = pull(y);
    return [out, tangent, grads.kernel.value, dx];
  },
};

test.each(Object.keys(programs))("%s gives Flax's numbers", (name) => {
  const got = programs[name]!();
  const expected = cases[name]!;
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    const close = jnp.allclose(value as jax.Array, jnp.array(expected[i] as never), { rtol: 2e-4, atol: 2e-5 });
    expect(close.item(), `result ${i}: ${value} instead of ${JSON.stringify(expected[i])}`).toBe(true);
  });
});

/** How often a primitive stands in a jaxpr, inside others too. */
function count(jaxpr: Jaxpr, name: string): number {
  let n = 0;
  for (const { primitive, params } of jaxpr.equations) {
    if (primitive.name === name) n++;
    for (const inner of Object.values(params).flat()) if (isJaxpr(inner)) n += count(inner, name);
  }
  return n;
}

test("remat computes the inside of a module again in the gradient, unless its policy keeps it", () => {
  const model = make(key(0));
  const forward = (m: nnx.Linear, a: jax.Array): jax.Array => jnp.sin(jnp.sin(m(a)));
  const sines = (f: typeof forward): number =>
    count(
      nnx.makeJaxpr((m: nnx.Linear, a: jax.Array) => nnx.grad((w: nnx.Linear) => jnp.sum(f(w, a)))(m))(model, x).jaxpr,
      "sin",
    );
  const plain = sines(forward);
  const again = sines(nnx.remat(forward));
  const kept = sines(nnx.remat(forward, { policy: jax.checkpointPolicies.everythingSaveable }));
  expect(again).toBeGreaterThan(plain);
  expect(kept).toBe(plain);
});

test.each([
  ["jit", (f: () => void) => nnx.jit((a: jax.Array) => (f(), a))(x)],
  ["grad", (f: () => void) => nnx.grad((a: jax.Array) => (f(), a.sum()))(x)],
  ["vmap", (f: () => void) => nnx.vmap((a: jax.Array) => (f(), a))(x)],
  ["scan", (f: () => void) => nnx.scan((c: jax.Array, a: jax.Array) => (f(), [c, a]))(jnp.array(0), x)],
  ["remat", (f: () => void) => nnx.grad(nnx.remat((a: jax.Array) => (f(), a.sum())))(x)],
  [
    "cond",
    (f: () => void) =>
      nnx.cond(
        jnp.greater(x.sum(), 0),
        (a: jax.Array) => (f(), a),
        (a: jax.Array) => a,
        x,
      ),
  ],
])("nnx.%s refuses to change a Variable that was not given to it", (_, run) => {
  const outside = new nnx.Variable(jnp.array(0));
  const change = (): void => {
    outside.value = outside.value.add(1);
  };
  expect(() => run(change)).toThrow(nnx.TraceContextError);
  expect(outside.value.item()).toBe(0);
});
