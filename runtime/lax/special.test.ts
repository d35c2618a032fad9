import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";

type Numbers = (number | "nan" | "inf" | "-inf")[];

// Made with real JAX by special.fixtures.py; the derivatives of betainc are differences in 64 bits
const { cases, slopes } = JSON.parse(readFileSync(new URL("./special.fixtures.json", import.meta.url), "utf8")) as {
  cases: [name: string, operands: Numbers[], expected: Numbers][];
  slopes: [name: string, operands: Numbers[], expected: Numbers[]][];
};

const number = (v: number | string): number => Number(String(v).replace("inf", "Infinity").replace("nan", "NaN"));
const array = (data: Numbers): JaxArray => jnp.array(data.map(number), { dtype: "float32" });
const functions = lax as unknown as Record<string, (...operands: JaxArray[]) => JaxArray>;
const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function expectNumbers(x: JaxArray, expected: Numbers, relative: number): void {
  expected.map(number).forEach((want, i) => {
    const got = (x as DeviceArray).host[i]!;
    if (Object.is(got, want) || got === want) return;
    if (!(Math.abs(got - want) <= relative * Math.abs(want) + 1e-7))
      expect.fail(`element ${i}: got ${got}, expected ${want}`);
  });
}

test.each(cases)("%s gives what jax.lax gives", (name, operands, expected) => {
  expectNumbers(functions[camel(name)]!(...operands.map(array)), expected, 1e-4);
});

test.each(slopes)("%s has the derivatives of JAX", (name, operands, expected) => {
  const sum = (...xs: JaxArray[]) => jnp.sum(functions[name]!(...xs));
  const found = jax.grad(sum, { argnums: operands.map((_, k) => k) })(...operands.map(array)) as unknown as JaxArray[];
  expected.forEach((want, k) => {
    expectNumbers(found[k]!, want, 1e-3);
  });
});

test("special functions of several numbers are traced and batched, and refuse what does not fit", () => {
  const [a, x] = [jnp.array([1, 2.5]), jnp.array([1, 4.5])];
  expectNumbers(jax.jit(jax.vmap(lax.igamma))(a, x) as JaxArray, [...(lax.igamma(a, x) as DeviceArray).host], 1e-6);
  expect(lax.igamma(jnp.float16([1]), jnp.float16([1])).dtype).toBe("float16");
  expectNumbers(lax.betainc(1, 1, jnp.array([0.25, 0.5])), [0.25, 0.5], 1e-6);
  expectNumbers(
    jax.grad((v: JaxArray) => lax.polygamma(2, v))(1.5) as unknown as JaxArray,
    [(lax.polygamma(3, jnp.float32([1.5])) as DeviceArray).host[0]!],
    1e-4,
  );
  expect(() => lax.igamma(a, jnp.array([1, 2]))).toThrow("floats of one dtype and shape");
  expect(() => lax.zeta(a, jnp.array([1.5, 2, 3]))).toThrow("floats of one dtype and shape");
});
