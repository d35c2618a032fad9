/** Wrong use of transformations, and what they do to the caller's modules. Numbers are checked by the cases of `conform/`. */
import { expect, test } from "vitest";
import { jax, nnx } from "../../index.ts";

const { lax, numpy: jnp, random } = jax;
const rngs = new nnx.Rngs(0);
const apply = (m: any, x: jax.Array) => m(x);
const linear = () => new nnx.Linear(2, 2, { rngs });
const many = () =>
  nnx.vmap((key: jax.Array) => new nnx.Linear(2, 2, { rngs: new nnx.Rngs(key) }))(random.split(random.key(0), 3));

test.each([
  [
    "changing a module that is not mapped",
    () => nnx.vmap(apply, { inAxes: [null, 0] })(new nnx.BatchNorm(2, { rngs }), jnp.arange(8).reshape([2, 2, 2])),
    "Cannot vmap apply: it changes the BatchStat `mean` of a module that is not mapped, to a value that differs between examples; " +
      "map it with nnx.StateAxes([[nnx.BatchStat, 0], [true, null]]) in inAxes",
  ],
  [
    "one module with two axes",
    () => {
      const m = many();
      return nnx.vmap((a: nnx.Linear, b: nnx.Linear) => a.bias.add(b.bias), { inAxes: [0, null] })(m, m);
    },
    "Cannot vmap a function: one Param is reached in two ways, as leaf 0 at bias with axis 0 and as leaf 1 at bias with axis null",
  ],
  [
    "sizes that differ",
    () => nnx.vmap(apply)(many(), jnp.ones([4, 2])),
    "axis 0 of f32[4,2] must have size 3 as the others, got 4",
  ],
  [
    "two carries",
    () => nnx.scan(apply, { inAxes: [nnx.Carry, nnx.Carry], outAxes: nnx.Carry }),
    "Cannot scan apply: inAxes has nnx.Carry at 0 and 1; only one is possible",
  ],
  [
    "a carry on one side",
    () => nnx.scan(apply, { inAxes: [nnx.Carry, 0], outAxes: 0 }),
    "Cannot scan apply: nnx.Carry must stand in both of inAxes and outAxes, or in neither",
  ],
  [
    "a step that changes what is not handed on",
    () => nnx.scan(apply, { inAxes: [null, 0], outAxes: 0 })(new nnx.BatchNorm(2, { rngs }), jnp.ones([3, 2, 2])),
    "Cannot scan apply: a step changes `mean`, which is used whole (null)",
  ],
  [
    "a loop that adds fields",
    () =>
      nnx.foriLoop(
        0,
        2,
        (_: jax.Array, m: any) => {
          m.extra = new nnx.Param(jnp.ones([]));
          return m;
        },
        linear(),
      ),
    "it adds, removes or exchanges fields of a module; inside it only what is in Variables may change",
  ],
  [
    "a loop that returns another module",
    () => nnx.foriLoop(0, 2, (_: jax.Array, m: nnx.Linear) => nnx.clone(m), linear()),
    "it returns another module than it was given; change the one given, and return it",
  ],
  [
    "a branch that returns a module",
    () =>
      nnx.cond(
        true,
        (m: nnx.Linear) => m,
        (m: nnx.Linear) => m,
        linear(),
      ),
    "it returns a module; return arrays, and change modules in place",
  ],
  [
    "a setting that no module has",
    () => nnx.view(linear(), { determinstic: true }),
    "Cannot view: no module has determinstic",
  ],
] as const)("%s: the error says what to do", (_, call, message) => {
  expect(call).toThrow(message);
});

test("vmap() keeps the axis of each kind of Variable, and of modules made inside", () => {
  const axes = new nnx.StateAxes([
    [nnx.PathContains("kernel"), 1],
    [true, 0],
  ]);
  const make = (key: jax.Array) => new nnx.Linear(2, 4, { rngs: new nnx.Rngs(key) });
  const models = nnx.vmap(make, { outAxes: axes })(random.split(random.key(0), 3));
  expect([models.kernel.shape, models.bias.shape]).toEqual([
    [2, 3, 4],
    [3, 4],
  ]);
  const count = nnx.vmap(
    (m: nnx.Linear) => {
      m.bias.value = m.bias.value.add(1);
    },
    { inAxes: axes },
  );
  count(models);
  expect(models.bias.shape).toEqual([3, 4]);
  expect(`${jnp.sum(models.bias.value)}`).toBe("12.0");
});

test("scan() gives back the caller's own module, under jit and grad too", () => {
  const norm = new nnx.BatchNorm(2, { momentum: 0.5, rngs });
  const step = (m: nnx.BatchNorm, x: jax.Array) => [m, m(x)];
  const x = jnp.arange(12, { dtype: "float32" }).reshape([3, 2, 2]);
  const [same] = nnx.scan(step)(norm, x);
  expect(same).toBe(norm);
  const mean = `${norm.mean.value}`;
  const again = new nnx.BatchNorm(2, { momentum: 0.5, rngs });
  nnx.jit((m: nnx.BatchNorm, xs: jax.Array) => {
    nnx.scan(step)(m, xs);
  })(again, x);
  expect(`${again.mean.value}`).toBe(mean);
});

test("a traced choice changes the module it should", () => {
  const count = new nnx.Variable(jnp.array(0));
  const add = (n: number) => (v: nnx.Variable) => {
    v.value = v.value.add(n);
  };
  const f = nnx.jit((v: nnx.Variable, p: jax.Array) => {
    nnx.cond(p, add(1), add(10), v);
  });
  f(count, jnp.array(true));
  f(count, jnp.array(false));
  expect(`${count.value}`).toBe("11");
});

test("splitRngs() as a decorator gives each example its own mask", () => {
  const drop = new nnx.Dropout(0.5, { rngs: new nnx.Rngs(1) });
  const each = nnx.splitRngs({ splits: 4 })(nnx.vmap(apply, { inAxes: [new nnx.StateAxes([[nnx.RngState, 0]]), 0] }));
  const y = each(drop, jnp.ones([4, 16]));
  expect(new Set([0, 1, 2, 3].map((i) => `${y.at([i]).get()}`)).size).toBe(4);
  expect(drop.rngs!.key.shape).toEqual([]);
  expect(lax.stopGradient(drop.rngs!.count.value).shape).toEqual([]);
});
