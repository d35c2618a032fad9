import { expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import { jnp } from "../index.ts";
import { vmap } from "../transforms/vmap.ts";

test("decompositions multiply back to the matrix, with orthonormal vectors", () => {
  const a = jnp.array(
    [
      [4, 1, 2, 0],
      [1, 3, 0, 1],
      [2, 0, 5, 1],
      [0, 1, 1, 2],
    ],
    { dtype: "float32" },
  );
  const [w, v] = jnp.linalg.eigh(a);
  expect(jnp.allclose(jnp.matmul(jnp.multiply(v, w), v.T), a, { atol: 1e-4 }).item()).toBe(true);
  expect(jnp.allclose(jnp.matmul(v.T, v), jnp.eye(4), { atol: 1e-5 }).item()).toBe(true);
  for (const x of [a, a.at([jnp.array([0, 1, 2])]).get(), jnp.zeros([3, 2])]) {
    const [u, s, vt] = jnp.linalg.svd(x, { fullMatrices: false });
    expect(jnp.allclose(jnp.matmul(jnp.multiply(u, s), vt), x, { atol: 1e-4 }).item()).toBe(true);
    expect(jnp.allclose(jnp.matmul(u.T, u), jnp.eye(s.size), { atol: 1e-5 }).item()).toBe(true);
    const [whole] = jnp.linalg.svd(x);
    expect(jnp.allclose(jnp.matmul(whole.T, whole), jnp.eye(x.shape[0]!), { atol: 1e-5 }).item()).toBe(true);
  }
});

test("a mapped decomposition is that of each matrix", () => {
  const stack = jnp.array(
    [
      [
        [2, 1],
        [1, 3],
      ],
      [
        [5, 0],
        [0, 1],
      ],
    ],
    { dtype: "float32" },
  );
  const values = vmap((x: JaxArray) => jnp.linalg.eigh(x)[0])(stack) as JaxArray;
  expect(jnp.allclose(values, jnp.linalg.eigvalsh(stack)).item()).toBe(true);
});
