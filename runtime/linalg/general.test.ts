import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";
import { expectArray, type FixtureArray } from "../test/fixtureArray.ts";
import { aval } from "../types/aval.ts";
import { sizeOf } from "../types/shape.ts";

type A = jax.Array;

// Printed by real JAX, by general.fixtures.py
const fixtures = JSON.parse(readFileSync(new URL("./general.fixtures.json", import.meta.url), "utf8")) as Record<
  string,
  FixtureArray
>;

/** The numbers that the script made up. */
function values(shape: number[], dtype: "complex64" | "float32" = "float32"): A {
  const size = sizeOf(shape) * (dtype === "complex64" ? 2 : 1);
  const host = Float32Array.from({ length: size }, (_, k) => ((k * 7919 + 13) % 101) / 50 - 1);
  return DeviceArray.fromHost(host, aval(shape, dtype));
}

const matrices: Record<string, A> = {
  "float32 1": values([1, 1]),
  "float32 5": values([5, 5]),
  "complex64 3": values([3, 3], "complex64"),
  rotation: jnp.array([
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ]),
  triangle: jnp.array([
    [1, 2, 3],
    [0, 4, 5],
    [0, 0, 6],
  ]),
  block: jnp.array([
    [2, 0, 0],
    [0, 0, -3],
    [0, 3, 0],
  ]),
};
const [a, z, b] = [values([3, 3]), values([3, 3], "complex64"), values([3, 2], "complex64")];
/** By real part, that of conjugate pairs alike though rounded. */
const inOrder = (w: A): A => {
  const numbers = w.tolist() as jax.Complex[];
  const place = ({ re }: jax.Complex): number => Math.round(re * 1e4);
  return jnp.array(numbers.sort((x, y) => place(x) - place(y) || x.im - y.im));
};
const adjoint = (x: A): A => jnp.conj(x.T);
const positive = z.matmul(adjoint(z)).add(jnp.eye(3));

const programs: Record<string, () => A> = {
  "grad of eigvals": () => jax.grad((m: A) => jnp.sum(jnp.square(jnp.abs(jnp.linalg.eigvals(m)))))(a),
  roots: () => inOrder(jnp.roots(jnp.array([0, 2, -3, 1, 5, 0, 0]))),
  solve: () => jnp.linalg.solve(z, b),
  inv: () => jnp.linalg.inv(z),
  det: () => jnp.linalg.det(z),
  "det of two": () =>
    jnp.linalg.det(
      values([3, 3], "complex64")
        .at([jax.slice(0, 2), jax.slice(0, 2)])
        .get(),
    ),
  "sign of det": () => jnp.linalg.slogdet(z)[0],
  norm: () => jnp.linalg.norm(z),
  "norm of rows": () => jnp.linalg.norm(z, { ord: 3, axis: 1 }),
  cholesky: () => jnp.linalg.cholesky(positive),
  "upper cholesky": () => jnp.linalg.cholesky(positive, { upper: true }),
  "grad of solve": () => jax.grad((m: A) => jnp.sum(jnp.square(jnp.abs(jnp.linalg.solve(m, b)))))(z),
  hessenberg: () => lax.linalg.hessenberg(values([4, 4]))[0],
  taus: () => lax.linalg.hessenberg(values([4, 4]))[1],
  "complex hessenberg": () => lax.linalg.hessenberg(values([4, 4], "complex64"))[0],
  "complex taus": () => lax.linalg.hessenberg(values([4, 4], "complex64"))[1],
  "triangular solve": () =>
    lax.linalg.triangularSolve(z, b, { leftSide: true, lower: true, transposeA: true, conjugateA: true }),
};

test.each(Object.keys(matrices))("eigenvalues and vectors of %s", (name) => {
  const m = matrices[name]!.astype(name.startsWith("complex") ? "complex64" : "float32");
  const [w, v] = jnp.linalg.eig(m);
  expectArray(inOrder(w), fixtures[`eigvals of ${name}`]!, 4e-6, 1);
  const residual = jnp.abs(m.matmul(v).sub(v.mul(w)));
  expect(Number(jnp.max(residual))).toBeLessThan(1e-5);
  expect(Number(jnp.max(jnp.abs(jnp.linalg.norm(v, { axis: 0 }).sub(1))))).toBeLessThan(1e-6);
});

test.each(Object.keys(programs))("%s", (name) => {
  expectArray(programs[name]!(), fixtures[name]!, 2e-5, 0.5);
});

test("left eigenvectors, Schur's form, and batches", () => {
  const m = z;
  const [w, u] = lax.linalg.eig(m, { computeRightEigenvectors: false }) as [A, A];
  expect(
    Number(
      jnp.max(
        jnp.abs(
          adjoint(u)
            .matmul(m)
            .sub(w.reshape([3, 1]).mul(adjoint(u))),
        ),
      ),
    ),
  ).toBeLessThan(1e-5);
  const [t, s] = lax.linalg.schur(m);
  expect(Number(jnp.max(jnp.abs(s.matmul(t).matmul(adjoint(s)).sub(m))))).toBeLessThan(1e-5);
  expect(Number(jnp.max(jnp.abs(jnp.tril(t, { k: -1 }))))).toBe(0);
  const stack = values([2, 3, 3]);
  const [both, single] = [jnp.linalg.eigvals(stack), jnp.linalg.eigvals(stack.at(1).get())];
  expect(Number(jnp.max(jnp.abs(inOrder(both.at(1).get()).sub(inOrder(single)))))).toBeLessThan(2e-6);
});

test("eigenvectors have derivatives", () => {
  const f = (m: A): A => jnp.linalg.eig(m)[1];
  const [, tangent] = jax.jvp(f, [a], [values([3, 3]).T]) as [A, A];
  const h = 2 ** -9;
  const step = values([3, 3]).T.mul(h);
  const slope = f(a.add(step))
    .sub(f(a.sub(step)))
    .div(2 * h);
  expect(Number(jnp.max(jnp.abs(tangent.sub(slope))))).toBeLessThan(2e-3);
});

test("what has no eigenvalues is refused", () => {
  expect(() => jnp.linalg.eig(jnp.ones([2, 3]))).toThrow(/one size/);
  expect(() => lax.linalg.schur(a)).toThrow(/convert with x.astype\("complex64"\)/);
  expect(() => jax.jit((p: A) => jnp.roots(p))(jnp.ones([3]))).toThrow(/stripZeros: false/);
  expect(() => jnp.linalg.svd(z)).toThrow(/must be real/);
});
