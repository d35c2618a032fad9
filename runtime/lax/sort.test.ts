/** Numbers printed by real JAX 0.10.2, `jax.lax` called as beside each. */
import { expect, test } from "vitest";
import type { DeviceArray } from "../core/array.ts";
import { jax } from "../index.ts";

const { lax, numpy: jnp } = jax;
const hostOf = (x: jax.Array) => (x as DeviceArray).host;

test("sort() puts NaN last, and keeps the order of −0 and 0", () => {
  // lax.sort((jnp.array([3., nan, -0., 0., -inf, inf, -1., 0., -0.]), jnp.arange(9)))
  const x = jnp.array([3, Number.NaN, -0, 0, -Infinity, Infinity, -1, 0, -0]);
  const [sorted, places] = lax.sort([x, jnp.arange(9)]);
  expect(`${places}`).toBe("[4 6 2 3 7 8 0 5 1]");
  expect([...hostOf(sorted!)].map((v) => (Object.is(v, -0) ? "-0" : `${v}`)).join()).toBe(
    "-Infinity,-1,-0,0,0,-0,3,Infinity,NaN",
  );
});

test("sort() compares further keys where the first are equal", () => {
  // lax.sort((k, v, jnp.arange(8).reshape(2, 4)), num_keys=2)
  const k = jnp.array([
    [1, 0, 1, 0],
    [2, 2, 1, 1],
  ]);
  const v = jnp
    .array([
      [4, 3, 2, 1],
      [1, 0, 5, -5],
    ])
    .astype("float32");
  const [keys, values, places] = lax.sort([k, v, jnp.arange(8).reshape([2, 4])], { numKeys: 2 });
  expect(`${keys}`).toBe("[[0 0 1 1]\n [1 1 2 2]]");
  expect(`${values}`).toBe("[[ 1.  3.  2.  4.]\n [-5.  5.  0.  1.]]");
  expect(`${places}`).toBe("[[3 1 2 0]\n [7 6 5 4]]");
  // lax.sort((k, v), dimension=0): nothing moves
  expect(`${lax.sort([k, v], { dimension: 0 })[1]}`).toBe("[[ 4.  3.  2.  1.]\n [ 1.  0.  5. -5.]]");
});

test("sort() of unsigned numbers and of bool", () => {
  expect(`${lax.sort(jnp.array([5, 0, 4294967295], { dtype: "uint32" }))}`).toBe("[         0          5 4294967295]");
  expect(`${lax.sort(jnp.array([true, false, true]))}`).toBe("[False  True  True]");
});

test("derivatives go where their elements go", () => {
  // jax.grad(lambda a: (lax.sort(a) * jnp.arange(3.)).sum())(jnp.array([3., 1., 2.]))
  const x = jnp.array([3, 1, 2]).astype("float32");
  expect(`${jax.grad((a: jax.Array) => jnp.sum(lax.sort(a).mul(jnp.arange(3))))(x)}`).toBe("[2. 0. 1.]");
  // jax.vmap(lambda a: lax.sort(a), in_axes=1)(jnp.array([[3., 1.], [2., 5.], [1., 9.]]))
  const columns = jnp.array([
    [3, 1],
    [2, 5],
    [1, 9],
  ]);
  expect(`${jax.vmap((a: jax.Array) => lax.sort(a), { inAxes: 1 })(columns)}`).toBe("[[1 2 3]\n [1 5 9]]");
});

test("sort() refuses what does not fit", () => {
  expect(() => lax.sort([jnp.ones([3]), jnp.ones([4])])).toThrow("the shapes must be equal");
  expect(() => lax.sort([jnp.ones([3])], { numKeys: 2 })).toThrow("there are 1 arrays; give 1 to 1");
  expect(() => lax.sort(jnp.ones([3]), { dimension: 1 })).toThrow("Cannot sort along axis 1");
  expect(() => lax.sort(jax.random.split(jax.random.key(0)))).toThrow("random keys have no order");
});

test("50,000 numbers, and rows of many lengths", () => {
  const x = jax.random.normal(jax.random.key(3), [50_000]);
  const expected = Float32Array.from(hostOf(x)).sort();
  expect(hostOf(lax.sort(x)).every((value, n) => value === expected[n])).toBe(true);
  for (const n of [1, 2, 3, 24, 25, 33]) {
    const rows = [0, 1, 2].map((row) => Array.from({ length: n }, (_, k) => ((k * 7 + row * 5) % 11) - 4));
    const [values] = jax.jit((a: jax.Array) => lax.sort([a, a]))(jnp.array(rows));
    expect(values!.tolist()).toEqual(rows.map((row) => row.toSorted((a, b) => a - b)));
  }
});
