import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeviceArray, JaxArray } from "../core/array.ts";
import "../index.ts";
import { random } from "../index.ts";
import { grad } from "../transforms/index.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import * as nn from "./index.ts";

interface Encoded {
  readonly dtype: DType;
  readonly shape: number[];
  readonly weak: boolean;
  readonly data: (number | boolean | string)[];
}
type Case = readonly [
  name: string,
  args: unknown[],
  options: Record<string, unknown>,
  value: Encoded | Encoded[],
  gradient: Encoded | null,
];
type InitCase = readonly [
  name: string,
  args: unknown[] | null,
  options: Record<string, unknown>,
  seed: number,
  shape: number[],
  data: number[],
];

// Made with real JAX by functions.fixtures.py
const { cases, initializers } = JSON.parse(
  readFileSync(new URL("./functions.fixtures.json", import.meta.url), "utf8"),
) as {
  cases: Case[];
  initializers: InitCase[];
};

// any: the table holds functions of every signature
type AnyFunction = (...args: any[]) => any;
const table = nn as unknown as Record<string, AnyFunction>;

function decode(value: unknown): unknown {
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

function check(got: unknown, expected: Encoded, compareWeak = true): void {
  expect(got).toBeInstanceOf(JaxArray);
  const x = got as DeviceArray;
  expect([x.dtype, x.shape]).toEqual([expected.dtype, expected.shape]);
  if (compareWeak) expect(x.weakType).toBe(expected.weak);
  expected.data.forEach((v, i) => {
    const [a, b] = [x.host[i]!, toNumber(v)];
    if (Object.is(a, b) || a === b) return;
    if (!(Math.abs(a - b) <= 2e-6 * Math.abs(b) + 2e-7)) expect.fail(`element ${i}: got ${a}, expected ${b}`);
  });
}

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.nn gives, and its gradient", (_, [
  name,
  args,
  options,
  value,
  gradient,
]) => {
  const kwargs = Object.fromEntries(Object.entries(options).map(([key, v]) => [key, decode(v)]));
  const [x, ...rest] = args.map(decode);
  const call = (first: unknown) => table[name]!(first, ...rest, kwargs);
  const got = call(x);
  for (const [v, part] of Array.isArray(value) ? value.map((v, i) => [v, got[i]] as const) : [[value, got] as const])
    check(part, v);
  if (!gradient || Array.isArray(value)) return;
  const weights = Float32Array.from({ length: got.size }, (_, i) => ((i % 7) - 2.5) / 2);
  const w = DeviceArray.fromHost(weights, aval(got.shape, "float32"));
  check(grad((first: JaxArray) => call(first).mul(w).sum())(x as JaxArray), gradient, false);
});

describe("initializers", () => {
  const factories = nn.initializers as unknown as Record<string, AnyFunction>;
  test.each(
    initializers.map((c) => [`${c[0]}(${JSON.stringify(c[1])}, ${JSON.stringify(c[2])}) of [${c[4]}]`, c] as const),
  )("%s draws as JAX", (_, [name, args, options, seed, shape, data]) => {
    const key = random.key(seed);
    const made = args === null ? factories[name]! : factories[name]!(...args, options);
    const got = made(key, shape) as DeviceArray;
    expect([got.shape, got.dtype]).toEqual([shape, "float32"]);
    data.forEach((v, i) => {
      // the reference backend computes erf⁻¹ more exactly than JAX does
      const rtol = process.env.NNXLAB_BACKEND === "reference" ? 1e-5 : 6e-7;
      const tolerance = rtol * Math.abs(v) + 1e-6 * (name === "truncatedNormal" ? 1 : 0) + 1e-8 * Math.abs(data[0]!);
      expect(Math.abs(got.host[i]! - v)).toBeLessThanOrEqual(tolerance);
    });
  });

  test("varianceScaling() rejects unknown modes, distributions and shapes of one axis", () => {
    expect(() => nn.initializers.varianceScaling(1, "fan" as "fan_in", "normal")).toThrow(
      /Cannot scale a variance by "fan": there are "fan_in"/,
    );
    expect(() => nn.initializers.varianceScaling(1, "fan_in", "cauchy" as "normal")(random.key(0), [2, 2])).toThrow(
      /Cannot draw from "cauchy"/,
    );
    expect(() => nn.initializers.lecunNormal()(random.key(0), [5])).toThrow(
      /Cannot initialize a weight of shape \[5\]: it must have at least two axes/,
    );
  });
});
