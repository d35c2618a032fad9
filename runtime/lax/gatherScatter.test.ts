import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { jnp, lax } from "../index.ts";

interface Encoded {
  readonly dtype: "float32" | "int32";
  readonly shape: number[];
  readonly data: (number | "nan")[];
}
type Case = readonly [name: string, options: Record<string, unknown>, result: Encoded];

// Made with real JAX by gatherScatter.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./gatherScatter.fixtures.json", import.meta.url), "utf8")) as Case[];

function decode(value: unknown): unknown {
  if (value === null || typeof value !== "object" || !("dtype" in value)) return value;
  const { dtype, shape, data } = value as Encoded;
  return jnp.array(data.map(Number), { dtype }).reshape(shape);
}

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.lax gives", (_, [
  name,
  given,
  result,
]) => {
  const options = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, decode(value)]));
  const f = (lax as unknown as Record<string, (options: unknown) => JaxArray>)[name]!;
  const x = f(options) as DeviceArray;
  expect(x.shape).toEqual(result.shape);
  result.data.forEach((v, i) => {
    if (v === "nan") expect(x.host[i]).toBeNaN();
    else expect(x.host[i]).toBeCloseTo(v, 4);
  });
});
