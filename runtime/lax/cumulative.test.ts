/** Numbers printed by real JAX 0.10.2, `jax.lax` called as beside each. */
import { expect, test } from "vitest";
import type { DeviceArray } from "../core/array.ts";
import { jax } from "../index.ts";

const { lax, numpy: jnp } = jax;
const floats = (values: number[]) => jnp.array(values).astype("float32");

// f(x), f(x, reverse=True) and jax.grad(lambda a: (f(a) * jnp.arange(1., 6.)).sum())(x)
test.each([
  ["cumsum", [2, 0, 3, 0, -1], [2, 2, 5, 5, 4], [4, 2, 2, -1, -1], [15, 14, 12, 9, 5]],
  ["cumprod", [2, 0, 3, 0, -1], [2, 0, 0, 0, -0], [-0, -0, -0, -0, -1], [1, 22, 0, 0, 0]],
  ["cummax", [2, 1, 3, 0, -1], [2, 2, 3, 3, 3], [3, 3, 3, 0, -1], [3, 0, 12, 0, 0]],
  ["cummin", [2, 1, 3, 0, -1], [2, 1, 1, 0, -1], [-1, -1, -1, -1, -1], [1, 5, 0, 4, 5]],
  [
    "cumlogsumexp",
    [2, 0, 3, 0, -1],
    [2, 2.126928, 3.3490124, 3.3835287, 3.3959327],
    [3.3959327, 3.1114428, 3.0658839, 0.3132617, -1],
    [5.7808623, 0.6470194, 8.207223, 0.3032565, 0.06163689],
  ],
] as const)("%s() and its derivative", (name, x, forward, backward, gradient) => {
  const f = lax[name];
  const close = (actual: jax.Array, expected: readonly number[]) => {
    const values = actual.tolist() as number[];
    for (const [n, value] of expected.entries()) expect(values[n]).toBeCloseTo(value, 5);
  };
  close(f(floats([...x])), forward);
  close(f(floats([...x]), { reverse: true }), backward);
  close(jax.grad((a: jax.Array) => jnp.sum(f(a).mul(floats([1, 2, 3, 4, 5]))))(floats([...x])), gradient);
});

test("along another axis, of infinities, and refused", () => {
  // lax.cumsum(jnp.arange(6).reshape(2, 3), axis=1)
  expect(`${lax.cumsum(jnp.arange(6).reshape([2, 3]), { axis: -1 })}`).toBe("[[ 0  1  3]\n [ 3  7 12]]");
  // lax.cumlogsumexp(jnp.array([-jnp.inf, -jnp.inf, 1., 1000., jnp.inf]))
  const extremes = floats([-Infinity, -Infinity, 1, 1000, Infinity]);
  expect(lax.cumlogsumexp(extremes).tolist()).toEqual([-Infinity, -Infinity, 1, 1000, Infinity]);
  expect(() => lax.cumsum(jnp.array([true]))).toThrow("the dtype must be float or int or uint or complex, got bool");
  expect(() => lax.cumsum(extremes, { axis: 1 })).toThrow("Cannot cumsum along axis 1");
});

test("rows that are cut into blocks, and blocks into blocks", () => {
  for (const n of [33, 512, 5000]) {
    const x = Array.from({ length: n }, (_, k) => ((k * 7) % 11) - 5);
    let sum = 0;
    const expected = x.map((value) => (sum += value));
    expect([...(lax.cumsum(jnp.array(x)) as DeviceArray).host]).toEqual(expected);
    let most = -Infinity;
    const largest = x.map((value, k) => (most = Math.max(most, value + (k >> 4))));
    const shifted = floats(x.map((value, k) => value + (k >> 4)));
    expect([...(jax.jit((a: jax.Array) => lax.cummax(a))(shifted) as DeviceArray).host]).toEqual(largest);
  }
});
