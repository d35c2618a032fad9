import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp } from "../index.ts";

setDefaultBackend("reference");
jax.config.update("enableChecks", true);

/** A function that counts how often it is traced. */
function counted<A extends any[], R>(f: (...args: A) => R): { f: (...args: A) => R; count: () => number } {
  let calls = 0;
  return { f: (...args) => (calls++, f(...args)), count: () => calls };
}

test("jit() traces once for each shape, dtype, weakness and structure", () => {
  const { f, count } = counted((x: any) => jax.tree.map((y: any) => jnp.add(y, 1), x));
  const g = jax.jit(f);
  const steps: [unknown, number][] = [
    [jnp.ones([2]), 1],
    [jnp.zeros([2]), 1],
    [jnp.ones([3]), 2],
    [jnp.ones([2]).astype("int32"), 3],
    [1.5, 4],
    [2.5, 4],
    [jnp.array(2.5, { dtype: "float32" }), 5],
    [[jnp.ones([2])], 6],
    [{ a: jnp.ones([2]) }, 7],
    [{ b: jnp.ones([2]) }, 8],
    [{ a: jnp.ones([2]) }, 8],
  ];
  for (const [argument, traces] of steps) {
    g(argument);
    expect(count()).toBe(traces);
  }
});

test("jit() tells static values apart", () => {
  const { f, count } = counted((x: jax.Array, n: unknown) => x.add(typeof n === "number" ? n : 0));
  const g = jax.jit(f, { staticArgnums: 1 });
  const x = jnp.array(1.5);
  const [one, two] = [() => 1, () => 1];
  const values: unknown[] = [
    1,
    Number.NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    "1",
    null,
    undefined,
    one,
    two,
    [1, 2],
    [1, 3],
    { a: 1 },
  ];
  values.forEach((value, i) => {
    g(x, value);
    expect(count()).toBe(i + 1);
  });
  for (const value of [1, Number.NaN, Infinity, one, [1, 2], { a: 1 }]) g(x, value);
  expect(count()).toBe(values.length);
  expect([g(x, Infinity).item(), g(x, Number.NaN).item(), g(x, 1).item()]).toEqual([Infinity, Number.NaN, 2.5]);
});

test("jit() takes static names out of a trailing options object", () => {
  const { f, count } = counted((x: jax.Array, options: { axis: number; scale: jax.Array | number }) =>
    jnp.sum(x, { axis: options.axis }).mul(options.scale),
  );
  const g = jax.jit(f, { staticArgnames: "axis" });
  const x = jnp.array([
    [1, 2],
    [3, 4],
  ]);
  expect(String(g(x, { axis: 0, scale: 2 }))).toBe("[ 8 12]");
  expect(String(g(x, { axis: 0, scale: 3 }))).toBe("[12 18]");
  expect(count()).toBe(1);
  expect(String(g(x, { axis: 1, scale: 2 }))).toBe("[ 6 14]");
  expect(count()).toBe(2);
});

test("jit() captures arrays, also traced ones", () => {
  const w = jnp.array([10, 20]);
  const f = jax.jit((x: jax.Array) => x.mul(w));
  expect(String(f(jnp.array([1, 2])))).toBe("[10 40]");
  expect(String(jax.makeJaxpr(f)(jnp.array([1, 2])))).toContain("{ lambda a:i32[2]; b:i32[2]. let");
  const outer = (y: jax.Array) => {
    const inner = jax.jit((x: jax.Array) => x.mul(y));
    return inner(y).add(inner(y.add(1)));
  };
  expect(jax.grad(outer)(3).item()).toBe(13);
  const shared = jax.jit((x: jax.Array) => x.mul(factor!));
  let factor: jax.Array | undefined;
  const slope = (value: number) =>
    jax.grad((y: jax.Array) => {
      factor = y;
      return shared(y);
    })(value);
  expect([slope(2).item(), slope(5).item()]).toEqual([4, 10]); // a traced captured value is not kept
});

test("jit() of a function that returns its input, a constant, nothing", () => {
  const x = jnp.array([1, 2]);
  expect(String(jax.jit((y: jax.Array) => y)(x))).toBe("[1 2]");
  expect(String(jax.jit((y: jax.Array) => [y, y, 3, true])(x))).toBe("[1 2],[1 2],3,True");
  expect(jax.jit(() => undefined)()).toBe(null);
  expect(String(jax.jit(() => jnp.zeros([2]))())).toBe("[0. 0.]");
});

test("jit() deletes donated arrays", () => {
  const f = jax.jit((state: { a: jax.Array }, x: jax.Array) => ({ a: state.a.add(x) }), { donateArgnums: 0 });
  const state = { a: jnp.array([1, 2]) };
  const next = f(state, 1);
  expect(String(next.a)).toBe("[2 3]");
  expect(() => state.a.add(1)).toThrow("it was deleted");
  const weights = { a: jnp.array(2.5) };
  jax.grad((x: jax.Array) => f(weights, x).a)(1);
  expect(weights.a.item()).toBe(2.5); // recorded, not run
  expect(() => jax.jit((x: jax.Array) => x, { donateArgnums: 3 })(1)).toThrow("donateArgnums names argument 3");
});

test("jit() inside jit, grad and vmap is one equation, or none with inline", () => {
  const f = jax.jit((x: jax.Array) => jnp.sin(x).mul(2));
  const inlined = jax.jit((x: jax.Array) => jnp.sin(x).mul(2), { inline: true });
  const x = jnp.array([0.5, 1]);
  expect(
    jax
      .makeJaxpr((y: jax.Array) => f(y))(x)
      .jaxpr.equations.map((e) => e.primitive.name),
  ).toEqual(["jit"]);
  expect(
    jax
      .makeJaxpr((y: jax.Array) => inlined(y))(x)
      .jaxpr.equations.map((e) => e.primitive.name),
  ).toEqual(["sin", "mul"]);
  expect(String(jax.jit(f)(x))).toBe(String(f(x)));
  expect(String(jax.vmap(f)(x))).toBe(String(f(x)));
  const second = (g: (y: jax.Array) => jax.Array) => jax.vmap(jax.grad(jax.grad(g)))(x);
  expect(String(second(f as (y: jax.Array) => jax.Array))).toBe(String(second((y) => jnp.sin(y).mul(2))));
});

test("jit() keeps derivatives with the program: the second gradient traces nothing", () => {
  const { f, count } = counted((x: jax.Array) => jnp.sum(jnp.tanh(x)));
  const slope = jax.grad(jax.jit(f));
  slope(jnp.ones([3]));
  slope(jnp.zeros([3]));
  expect(count()).toBe(1);
});

test("jit() says where an argument or result is no array", () => {
  expect(() => (jax.jit as any)((x: unknown) => x)({ a: ["text"] })).toThrow("arguments[0]['a'][0] is a string");
  expect(() => (jax.jit as any)(() => ({ q: new Date(0) }))()).toThrow("its result['q'] is an object of class Date");
  expect(() => jax.jit((x: jax.Array) => x, { staticArgnums: 3 })(1)).toThrow("staticArgnums names argument 3");
});

test("an error inside leaves no trace behind", () => {
  expect(() =>
    jax.jit((x: jax.Array) => {
      if (x.ndim === 0) throw new Error("mine");
      return x;
    })(1),
  ).toThrow("mine");
  expect(jnp.array(1).add(1).item()).toBe(2);
});
