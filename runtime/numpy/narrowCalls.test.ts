import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import { jax } from "../index.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes, isFloat } from "../types/dtype.ts";

interface Encoded {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: readonly (number | boolean | string)[];
}
type Operand = Encoded | number | readonly Operand[];
type Case = readonly [
  module: "numpy" | "nn" | "lax",
  name: string,
  operands: readonly Operand[],
  options: Record<string, unknown>,
  results: readonly Encoded[],
];

// Made with real JAX by narrowCalls.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./narrowCalls.fixtures.json", import.meta.url), "utf8")) as Case[];

const toNumber = (x: number | boolean | string): number =>
  Number(typeof x === "string" ? x.replace("inf", "Infinity") : x);

function decode(x: Operand): unknown {
  if (Array.isArray(x)) return x.map(decode);
  if (typeof x !== "object" || !("dtype" in x)) return x;
  const host = new dtypes[x.dtype].HostArray(x.data.length);
  host.set(x.data.map(toNumber));
  return DeviceArray.fromHost(host, aval(x.shape, x.dtype));
}

/** What is rounded at each step may be a few steps of the dtype away. */
const steps: Partial<Record<DType, number>> = { float16: 4 * 2 ** -11, bfloat16: 4 * 2 ** -8, float32: 2e-6 };

test.each(cases.map((c) => [`${c[1]} of ${(c[2][0] as Encoded).dtype}`, c] as const))("%s", (_, [
  module,
  name,
  operands,
  options,
  results,
]) => {
  const f = (jax[module] as unknown as Record<string, (...call: unknown[]) => DeviceArray | DeviceArray[]>)[name]!;
  const given = f(...operands.map(decode), ...(Object.keys(options).length > 0 ? [options] : []));
  const actual = Array.isArray(given) ? given : [given];
  expect(actual.map((x) => `${x.dtype}[${x.shape}]`)).toEqual(results.map((x) => `${x.dtype}[${x.shape}]`));
  for (const [k, { dtype, data }] of results.entries()) {
    const largest = Math.max(...data.map((v) => (Number.isFinite(toNumber(v)) ? Math.abs(toNumber(v)) : 0)));
    for (const [i, v] of data.map(toNumber).entries()) {
      const x = actual[k]!.host[i]!;
      if (isFloat(dtype) && Number.isFinite(v)) expect(Math.abs(x - v)).toBeLessThanOrEqual(steps[dtype]! * largest);
      else expect(x).toBe(v);
    }
  }
});

test("seeds and sizes of 8 bits", () => {
  const { numpy: jnp, random } = jax;
  const u8 = (x: number) => jnp.array(x, { dtype: "uint8" });
  // jax.random.key_data(jax.random.fold_in(jax.random.key(0), jnp.uint8(7)))
  expect(`${random.keyData(random.foldIn(random.key(0), u8(7)))}`).toBe("[2716826189  292468403]");
  expect(`${random.keyData(random.key(u8(3)))}`).toBe("[0 3]");
  // jax.random.permutation(jax.random.key(0), jnp.uint8(5))
  expect(`${random.permutation(random.key(0), u8(5))}`).toBe("[0 1 4 3 2]");
});
