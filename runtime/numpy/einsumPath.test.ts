import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray } from "../core/array.ts";
import { jnp } from "../index.ts";

type Case = readonly [
  subscripts: string,
  operands: [shape: number[], data: number[]][],
  path: number[][],
  costs: number[],
  shape: number[],
  data: number[],
];

// Made with real JAX by einsumPath.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./einsumPath.fixtures.json", import.meta.url), "utf8")) as Case[];

test.each(
  cases,
)("einsum joins the operands of %s in the order of JAX", (subscripts, operands, path, costs, shape, data) => {
  const arrays = operands.map(([size, numbers]) => jnp.array(numbers, { dtype: "float32" }).reshape(size));
  const [found, info] = jnp.einsumPath(subscripts, ...arrays);
  expect(found).toEqual(path);
  expect([info.naiveCost, info.optimizedCost, info.largestIntermediate]).toEqual(costs);
  const result = jnp.einsum(subscripts, ...arrays) as DeviceArray;
  expect(result.shape).toEqual(shape);
  expect([...result.host]).toEqual(data);
});

test("many operands are joined, the cheapest pair first", () => {
  const ones = Array.from({ length: 8 }, () => jnp.ones([2, 2]));
  expect(String(jnp.einsum("ab,bc,cd,de,ef,fg,gh,hi->ai", ...ones))).toBe("[[128. 128.]\n [128. 128.]]");
  expect(jnp.einsumPath("ab,bc,cd,de,ef,fg,gh,hi->ai", ...ones)[0]).toHaveLength(7);
});
