import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";

interface Encoded {
  readonly shape: number[];
  readonly data: number[];
}

// Made with real JAX by structured.fixtures.py
const { cases, solve, gradient } = JSON.parse(
  readFileSync(new URL("./structured.fixtures.json", import.meta.url), "utf8"),
) as {
  cases: [name: string, args: Encoded[], options: Record<string, unknown>, expected: Encoded][];
  solve: [options: Record<"dl" | "d" | "du" | "b", Encoded>, expected: Encoded];
  gradient: Encoded;
};

const decode = ({ shape, data }: Encoded): JaxArray => jnp.array(data, { dtype: "float32" }).reshape(shape);

function check(x: JaxArray, { shape, data }: Encoded): void {
  expect(x.shape).toEqual(shape);
  data.forEach((v, i) => {
    const got = (x as DeviceArray).host[i]!;
    if (!(Math.abs(got - v) <= 2e-4 * Math.max(1, Math.abs(v)))) expect.fail(`element ${i}: got ${got}, expected ${v}`);
  });
}

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.lax.linalg gives", (_, [
  name,
  args,
  options,
  expected,
]) => {
  const f = (lax.linalg as unknown as Record<string, (...args: unknown[]) => JaxArray>)[name]!;
  check(f(...args.map(decode), options), expected);
});

test("tridiagonalSolve exchanges rows, and has the derivatives of JAX", () => {
  const options = Object.fromEntries(
    Object.entries(solve[0]).map(([key, value]) => [key, decode(value)]),
  ) as unknown as Record<"dl" | "d" | "du" | "b", JaxArray>;
  check(lax.linalg.tridiagonalSolve(options), solve[1]);
  const second = (x: JaxArray) => x.at(1).get() as JaxArray;
  const [dl, du, b] = [second(options.dl), second(options.du), second(options.b)];
  const sum = (d: JaxArray) => jnp.sum(lax.linalg.tridiagonalSolve({ dl, d, du, b }));
  check(jax.grad(sum)(second(options.d)) as unknown as JaxArray, gradient);
});

test("shapes that do not fit are refused", () => {
  const eye = jnp.eye(3);
  expect(() => lax.linalg.choleskyUpdate(eye, jnp.ones([2]))).toThrow("it must be f32[3]");
  expect(() => lax.linalg.symmetricProduct(eye, jnp.ones([2, 2]))).toThrow("it must be f32[3,3]");
  expect(() => lax.linalg.ormqr(eye, jnp.ones([4]), eye)).toThrow("shapes must fit");
  const d = jnp.ones([3]);
  expect(() => lax.linalg.tridiagonalSolve({ dl: d, d, du: jnp.ones([2]), b: eye })).toThrow("it must be f32[3]");
});
