import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { jnp } from "../index.ts";
import { grad } from "../transforms/grad.ts";
import { vmap } from "../transforms/vmap.ts";

// Made with real JAX by linalg.fixtures.py: values, and gradients of their sum weighted with w
const fixtures = JSON.parse(readFileSync(new URL("./linalg.fixtures.json", import.meta.url), "utf8")) as Record<
  string,
  [value: number[], gradient: number[]]
>;

const a = jnp.array([
  [2, -1, 0.5],
  [1.5, 3, -0.75],
  [0.25, 1, 1.75],
]);
const w = jnp.array([
  [1, -2, 0.5],
  [0.25, 1.5, -1],
  [2, 0.75, 1],
]);
const { linalg } = jnp;

const functions: Readonly<Record<string, (x: JaxArray) => JaxArray>> = {
  det: linalg.det,
  slogdet: (x) => linalg.slogdet(x)[1],
  inv: linalg.inv,
  solve: (x) => linalg.solve(x, w),
  cholesky: (x) => linalg.cholesky(jnp.matmul(x, x.T)),
  qr: (x) => linalg.qr(x)[1],
  eigvalsh: (x) => linalg.eigvalsh(x.add(x.T)),
  svdvals: linalg.svdvals,
  pinv: (x) =>
    linalg.pinv(
      x.matmul(
        jnp.array(
          [
            [1, 0],
            [0, 1],
            [0, 0],
          ],
          { dtype: "float32" },
        ),
      ),
    ),
  nuc: (x) => linalg.norm(x, { ord: "nuc" }),
  eighVectors: (x) => jnp.matmul(jnp.square(linalg.eigh(x.add(x.T))[1]), jnp.array([1, 2, 3], { dtype: "float32" })),
};

function expectClose(got: JaxArray, wanted: readonly number[]): void {
  const { host } = got as DeviceArray;
  expect(host.length).toBe(wanted.length);
  wanted.forEach((v, i) => {
    expect(Math.abs(Number(host[i]) - v), `element ${i}: got ${host[i]}, expected ${v}`).toBeLessThan(
      1e-3 * Math.abs(v) + 2e-4,
    );
  });
}

test.each(Object.keys(functions))("%s has the values and gradients of JAX", (name) => {
  const f = functions[name]!;
  const [value, gradient] = fixtures[name]!;
  expectClose(f(a), value);
  const loss = (x: JaxArray) => {
    const y = f(x);
    return jnp.sum(y.mul(jnp.resize(w, y.shape)));
  };
  expectClose(grad(loss)(a) as JaxArray, gradient);
});

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
