import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import { makeJaxpr } from "../transforms/makeJaxpr.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import "../index.ts";
import * as jnp from "./index.ts";

interface Encoded {
  readonly dtype: DType;
  readonly shape: number[];
  readonly weak: boolean;
  readonly data: (number | boolean | "nan")[];
}
type Case = readonly [name: string, args: unknown[], options: Record<string, unknown>, expected: Encoded | Encoded[]];

// Made with real JAX by bitsAndFits.fixtures.py
const { cases, limits, subtypes } = JSON.parse(
  readFileSync(new URL("./bitsAndFits.fixtures.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  limits: Record<string, Record<string, string | number>>;
  subtypes: [string, string, boolean][];
};

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  const { dtype, shape, weak, data } = value as Encoded;
  const host = new dtypes[dtype].HostArray(data.length);
  data.forEach((x, i) => {
    host[i] = Number(x);
  });
  return DeviceArray.fromHost(host, aval(shape, dtype, weak));
}

function check(got: unknown, expected: Encoded, digits: number): void {
  const x = got as DeviceArray;
  expect([x.dtype, x.shape]).toEqual([expected.dtype, expected.shape]);
  expected.data.forEach((v, i) => {
    if (v === "nan") expect(x.host[i]).toBeNaN();
    else expect(x.host[i]).toBeCloseTo(Number(v), digits);
  });
}

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.numpy gives", (_, [
  name,
  args,
  options,
  expected,
]) => {
  const f = (jnp as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
  const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, decode(value)]));
  const got = f(...args.map(decode), given);
  const digits = name === "polyfit" ? 4 : 6;
  if (Array.isArray(expected))
    expected.forEach((e, i) => {
      check((got as unknown[])[i], e, digits);
    });
  else check(got, expected, digits);
});

test("the limits of dtypes are those of JAX", () => {
  for (const [name, fields] of Object.entries(limits)) {
    const info = (dtypes[name as DType].kind === "float" ? jnp.finfo : jnp.iinfo)(name as DType);
    const snake = Object.entries(info).map(([key, value]) => [
      key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    ]);
    expect(Object.fromEntries(snake)).toEqual(fields);
  }
});

test("which type belongs to which group is as in JAX", () => {
  const types = jnp as unknown as Record<string, jnp.AbstractType>;
  for (const [a, b, expected] of subtypes) {
    expect([a, b, jnp.issubdtype(types[a]!, types[b]!)]).toEqual([a, b, expected]);
    expect(jnp.issubdtype(a === "bool_" ? "bool" : (a as DType), types[b]!)).toBe(expected);
  }
});

test("bits go through tracing, and wrong operands are refused", () => {
  const octets = jnp.uint8([3, 200]);
  expect(String(jnp.packbits(jnp.unpackbits(octets)))).toBe("[  3 200]");
  expect(String(makeJaxpr((x) => jnp.packbits(x))(jnp.array([true, false])))).toContain("u8[1]");
  expect(() => jnp.packbits(jnp.array([1.5]))).toThrow("it must be of bool or integers");
  expect(() => jnp.unpackbits(jnp.array([1]))).toThrow('convert it with x.astype("uint8")');
  expect(() => jnp.packbits(octets, { bitorder: "middle" as "big" })).toThrow('there are "big" and "little"');
  expect(() => jnp.unpackbits(octets, { count: -1 })).toThrow("whole and ≥ 0");
});

test("fits and weights that do not go together are refused", () => {
  const x = jnp.array([0, 1, 2]);
  expect(() => jnp.polyfit(x, jnp.array([1, 2]), 1)).toThrow("a value, or a row of them, for each place");
  expect(() => jnp.polyfit(x, x, 2, { cov: true })).toThrow('use cov: "unscaled"');
  expect(() => jnp.polyfit(x, x, -1)).toThrow("whole and ≥ 0");
  expect(() => jnp.quantile(x, 0.5, { weights: x })).toThrow('only "inverted_cdf" has weights');
  expect(() => jnp.quantile(x, 0.5, { method: "inverted_cdf", weights: jnp.array([1, 2]) })).toThrow(
    "must have its shape",
  );
});
