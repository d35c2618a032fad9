import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";
import { aval } from "../types/aval.ts";
import { type DType, dtypes, isFloat, isNarrow } from "../types/dtype.ts";
import { arrayRepr } from "./print.ts";

interface Encoded {
  readonly dtype: DType;
  readonly weak: boolean;
  readonly data: readonly (number | boolean | string)[];
}
type Case = readonly [name: string, operands: readonly (Encoded | number | DType)[], expected: Encoded, text: string];

// Made with real JAX by narrow.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./narrow.fixtures.json", import.meta.url), "utf8")) as Case[];

const toNumber = (x: number | boolean | string): number =>
  Number(typeof x === "string" ? x.replace("inf", "Infinity") : x);

function decode(x: Encoded | number | DType): unknown {
  if (typeof x !== "object") return x;
  const host = new dtypes[x.dtype].HostArray(x.data.length);
  host.set(x.data.map(toNumber));
  return DeviceArray.fromHost(host, aval([x.data.length], x.dtype, x.weak));
}

const functions = { ...jnp, bitcast: lax.bitcastConvertType } as unknown as Record<
  string,
  (...operands: unknown[]) => DeviceArray
>;

/** Functions that XLA approximates may differ by a step of the dtype; everything else agrees exactly. */
function tolerance(name: string, { dtype }: Encoded, value: number): number {
  if (!isFloat(dtype) || !["tanh", "sin", "var", "mean", "dot", "prod", "sqrt", "divide"].includes(name)) return 0;
  return Math.abs(value) * { float16: 2 ** -10, bfloat16: 2 ** -7, float32: 2e-7 }[dtype as "float32"];
}

test.each(cases.map((c, n) => [`${c[0]} #${n} ${c[3].slice(-30)}`, c] as const))("%s", (_, [
  name,
  operands,
  expected,
  text,
]) => {
  const x = functions[name]!(...operands.map(decode));
  expect([x.dtype, x.weakType]).toEqual([expected.dtype, expected.weak]);
  expected.data.forEach((v, i) => {
    const [got, wanted] = [x.host[i]!, toNumber(v)];
    if (Object.is(got, wanted)) return;
    if (!(Math.abs(got - wanted) <= tolerance(name, expected, wanted)))
      expect.fail(`element ${i}: got ${got}, expected ${wanted}`);
  });
  if (isNarrow(expected.dtype) && tolerance(name, expected, 1) === 0) expect(arrayRepr(x)).toBe(text);
});

test("gradients keep the dtype of what they are taken by", () => {
  const x = jnp.array([1.5, -2], { dtype: "bfloat16" });
  const gradient = jax.grad((x: jax.Array) => jnp.sum(jnp.square(x)))(x);
  expect([gradient.dtype, gradient.tolist()]).toEqual(["bfloat16", [3, -4]]);
});

test("a jitted chain rounds after each operation", () => {
  const x = jnp.array([1], { dtype: "bfloat16" });
  const f = jax.jit((x: jax.Array) => x.add(0.003).sub(1));
  expect(f(x).tolist()).toEqual([0]);
});
