import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import "../index.ts";
import { array } from "../numpy/array.ts";
import type { NestedArray } from "../numpy/dtypeOf.ts";
import * as random from "./index.ts";

type Case = readonly [
  name: string,
  seed: number,
  parameters: NestedArray[],
  shape: number[] | null,
  expected: readonly [shape: number[], numbers: (number | "nan")[]],
];

// Made with real JAX by samplers.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./samplers.fixtures.json", import.meta.url), "utf8")) as Case[];

/** Samplers with more than three required arguments, or whose shape is an option. */
const calls: Readonly<Record<string, (key: JaxArray, parameters: any[], shape: number[] | null) => JaxArray>> = {
  triangular: (key, [left, mode, right], shape) => random.triangular({ key, left, mode, right, shape }),
  multinomial: (key, [n, p]) => random.multinomial(key, n, p),
};

test.each(cases.map((c) => [c[0], c] as const))("%s gives what jax.random gives", (name, [
  ,
  seed,
  given,
  shape,
  [sizes, numbers],
]) => {
  const parameters = given.map((p) => (Array.isArray(p) ? array(p, { dtype: "float32" }) : p));
  const samplers = random as unknown as Record<string, (...args: unknown[]) => JaxArray>;
  const call = calls[name];
  const key = random.key(seed);
  const x = (
    call ? call(key, parameters, shape) : samplers[name]!(key, ...parameters, shape ?? undefined)
  ) as DeviceArray;
  expect(x.shape).toEqual(sizes);
  numbers.forEach((v, i) => {
    if (v === "nan") expect(x.host[i]).toBeNaN();
    else
      expect(Math.abs(x.host[i]! - v), `element ${i}: got ${x.host[i]}, expected ${v}`).toBeLessThan(
        2e-5 * Math.abs(v) + 1e-6,
      );
  });
});
