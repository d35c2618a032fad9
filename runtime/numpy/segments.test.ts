import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray } from "../core/array.ts";
import { jax, jnp } from "../index.ts";
import type { DType } from "../types/dtype.ts";
import type { SegmentOptions } from "./segments.ts";

interface Encoded {
  readonly dtype: DType;
  readonly shape: number[];
  readonly data: (number | boolean | "inf" | "-inf")[];
}
type Case = readonly [
  name: keyof typeof jax.ops,
  data: Encoded,
  ids: Encoded,
  options: SegmentOptions,
  result: Encoded,
];

// Made with real JAX by segments.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./segments.fixtures.json", import.meta.url), "utf8")) as Case[];

const numberOf = (v: Encoded["data"][number]): number =>
  v === "inf" ? Infinity : v === "-inf" ? -Infinity : Number(v);
const decode = ({ dtype, shape, data }: Encoded) => jnp.array(data.map(numberOf), { dtype }).reshape(shape);

test.each(cases.map((c, n) => [`${c[0]} #${n}`, c] as const))("%s gives what jax.ops gives", (_, [
  name,
  data,
  ids,
  options,
  result,
]) => {
  const x = jax.ops[name](decode(data), decode(ids), options) as DeviceArray;
  expect([x.dtype, x.shape]).toEqual([result.dtype, result.shape]);
  const rtol = result.dtype === "float32" ? 1e-6 : result.dtype === "bfloat16" ? 2 ** -6 : 0;
  result.data.map(numberOf).forEach((v, i) => {
    if (Number.isFinite(v)) expect(Math.abs(x.host[i]! - v)).toBeLessThanOrEqual(rtol * Math.max(1, Math.abs(v)));
    else expect(x.host[i]).toBe(v);
  });
});

test("inside jit the number of segments must be given", () => {
  const [data, ids] = [jnp.arange(3), jnp.array([1, 0, 1])];
  const sums = jax.jit((x: jax.Array, i: jax.Array) => jax.ops.segmentSum(x, i, { numSegments: 2 }));
  expect(`${sums(data, ids)}`).toBe("[1 2]");
  const open = jax.jit((x: jax.Array, i: jax.Array) => jax.ops.segmentSum(x, i));
  expect(() => open(data, ids)).toThrow("give numSegments");
});

test("derivatives go to the rows, and are shared by equal ones", () => {
  // jax.grad(lambda x: (jax.ops.segment_max(x, jnp.array([0, 0, 2, 2]), 3)[jnp.array([0, 2])] * jnp.array([2., 3.])).sum())
  const ids = jnp.array([0, 0, 2, 2]);
  const f = (x: jax.Array) =>
    jnp.sum(
      jax.ops
        .segmentMax(x, ids, { numSegments: 3 })
        .at(jnp.array([0, 2]))
        .get()
        .mul(jnp.array([2, 3])),
    );
  expect(`${jax.grad(f)(jnp.array([1, 1, 3, 4]).astype("float32"))}`).toBe("[1. 1. 0. 3.]");
});

test("what does not fit is refused", () => {
  const x = jnp.ones([3, 2]);
  expect(() => jax.ops.segmentSum(x, jnp.array([0, 1]), { numSegments: 3 })).toThrow("for each row");
  expect(() => jax.ops.segmentSum(x, jnp.ones([3]), { numSegments: 3 })).toThrow("numbered by integers");
  expect(() => jax.ops.segmentSum(x, jnp.arange(3), { numSegments: -1 })).toThrow("there cannot be -1 segments");
  expect(() => jax.ops.segmentProd(jnp.array([true]), jnp.array([0]))).toThrow("bool has no mul");
});
