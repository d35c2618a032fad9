import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray, JaxArray } from "../core/array.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import "../index.ts";
import * as jnp from "./index.ts";

interface Encoded {
  readonly dtype: DType;
  readonly shape: number[];
  readonly weak: boolean;
  readonly data: (number | boolean | string)[];
}
type Case = readonly [name: string, args: unknown[], options: Record<string, unknown>, expected: Encoded | Encoded[]];

// Made with real JAX by vocabulary.fixtures.py, families.fixtures.py and ordering.fixtures.py
const cases = ["vocabulary", "families", "ordering"].flatMap(
  (name) => JSON.parse(readFileSync(new URL(`./${name}.fixtures.json`, import.meta.url), "utf8")) as Case[],
);

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  const { dtype, shape, weak, data } = value as Encoded;
  const host = new dtypes[dtype].HostArray(data.length);
  data.forEach((x, i) => {
    host[i] = toNumber(x);
  });
  return DeviceArray.fromHost(host, aval(shape, dtype, weak));
}

function toNumber(x: number | boolean | string): number {
  return Number(typeof x === "string" ? x.replace("inf", "Infinity") : x);
}

/** JAX marks some comparisons of weak operands as weak bools, which means nothing; those are not compared. */
function check(got: unknown, expected: Encoded): void {
  expect(got).toBeInstanceOf(JaxArray);
  const x = got as DeviceArray;
  expect([x.dtype, x.shape, x.dtype !== "bool" && x.weakType]).toEqual([
    expected.dtype,
    expected.shape,
    expected.dtype !== "bool" && expected.weak,
  ]);
  const largest = Math.max(0, ...expected.data.map((v) => Math.abs(toNumber(v))).filter(Number.isFinite));
  expected.data.forEach((v, i) => {
    const [a, b] = [x.host[i]!, toNumber(v)];
    if (Object.is(a, b) || a === b) return;
    const tolerance = x.dtype === "float32" ? 1e-6 * Math.abs(b) + 1e-7 * Math.min(largest, 1e6) : 0;
    if (!(Math.abs(a - b) <= tolerance)) expect.fail(`element ${i}: got ${a}, expected ${b}`);
  });
}

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.numpy gives", (_, [
  name,
  args,
  options,
  expected,
]) => {
  const f = (jnp as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
  const given = args.map(decode);
  const kwargs = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, decode(value)]));
  const got = Object.keys(kwargs).length ? f(...given, kwargs) : f(...given);
  if (Array.isArray(expected)) for (const [i, e] of expected.entries()) check((got as unknown[])[i], e);
  else check(got, expected);
});
