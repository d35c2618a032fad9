/**
 * Bounds checks of WebGPU are off in Node, so no index that a user can choose may leave its buffer. Two things see to it, and both are
 * tested here: operations bring indices inside or leave elements out, as JAX does, whatever the index; and where it is not known of a
 * kernel's index that it is in range, a load takes the nearest element and a store looks first.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendNamed, registerBackend, withBackend } from "../../execute/backends.ts";
import { jax, jnp, lax } from "../../index.ts";
import { constant, gridIndex, load } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Program } from "../../ir/kernel.ts";
import { arrayOf, elementsOf } from "../../test/hostArrays.ts";
import { type Data, runProgram } from "../cases/runOnce.cases.ts";
import { adapterIsMissing } from "./adapter.cases.ts";
import { createWebgpuBackend, type WebgpuBackend } from "./index.ts";

const extremes = [-(2 ** 31), 2 ** 31 - 1, -1, 0, 3, 4, 5, -4, -5, 2 ** 30, -(2 ** 30)];

type Op = (x: jax.Array, indices: jax.Array) => jax.Array;
const boxes = {
  dimensionNumbers: { offsetDims: [1], collapsedSliceDims: [], startIndexMap: [0] },
  sliceSizes: [2],
};
const written = { updateWindowDims: [1], insertedWindowDims: [], scatterDimsToOperandDims: [0] };
const column = (indices: jax.Array): jax.Array => indices.reshape([extremes.length, 1]);
const updates = (n: number): jax.Array => jnp.arange(n * extremes.length, { dtype: "float32" });
const pairs = (): jax.Array => updates(2).reshape([extremes.length, 2]);

const operations: Readonly<Record<string, Op>> = {
  "take, fill": (x, indices) => jnp.take(x, indices, { mode: "fill" }),
  "take, clip": (x, indices) => jnp.take(x, indices, { mode: "clip" }),
  "take, wrap": (x, indices) => jnp.take(x, indices, { mode: "wrap" }),
  "at.get": (x, indices) => x.at(indices).get(),
  "at.set": (x, indices) => x.at(indices).set(updates(1)),
  "at.add": (x, indices) => x.at(indices).add(updates(1)),
  "at.max": (x, indices) => x.at(indices).max(updates(1)),
  "gather, fill": (operand, indices) => lax.gather({ ...boxes, operand, startIndices: column(indices), mode: "fill" }),
  "gather, clip": (operand, indices) => lax.gather({ ...boxes, operand, startIndices: column(indices), mode: "clip" }),
  "scatterAdd, fill": (operand, scatterIndices) =>
    lax.scatterAdd({
      operand,
      scatterIndices: column(scatterIndices),
      updates: pairs(),
      dimensionNumbers: written,
      mode: "fill",
    }),
  "scatterAdd, clip": (operand, scatterIndices) =>
    lax.scatterAdd({
      operand,
      scatterIndices: column(scatterIndices),
      updates: pairs(),
      dimensionNumbers: written,
      mode: "clip",
    }),
  dynamicSlice: (x, indices) => jax.vmap((i: jax.Array) => lax.dynamicSlice(x, [i], [2]))(indices),
  dynamicUpdateSlice: (x, indices) =>
    jax.vmap((i: jax.Array) => lax.dynamicUpdateSlice(x, updates(1).at(jnp.arange(2)).get(), [i]))(indices),
  "the slice of a loop": (x, indices) =>
    lax.scan(
      (sum: jax.Array, i: jax.Array) => [sum.add(lax.dynamicSlice(x, [i], [2])), sum],
      jnp.zeros([2]),
      indices,
    )[1],
  // What the number of a missing float becomes as an index.
  "an index from NaN and infinities": (x) =>
    x.at(jnp.array([Number.NaN, Infinity, -Infinity, 1e30]).astype("int32")).get(),
};

describe.skipIf(adapterIsMissing)("indices outside", () => {
  beforeAll(() => registerBackend("webgpu", { create: createWebgpuBackend }));
  afterAll(() => (backendNamed("webgpu") as WebgpuBackend).close());

  test.each(Object.keys(operations))("%s: as on wasm", (name) => {
    const compute = (): unknown => {
      const f = jax.jit(operations[name]!);
      return elementsOf(f(arrayOf([1, 2, 3, 4]), arrayOf(extremes, [extremes.length], "int32")));
    };
    expect(withBackend("webgpu", compute)).toEqual(withBackend("wasm", compute));
  });

  /** out[place[i]] = in[place[i]] for each i, without a thought: what no lowering makes. */
  const careless = (size: number, places: number, extra: number): Program => {
    const index: Expr = load("i32", 1, gridIndex(0, places));
    const copy = { name: "copy", grid: [places], reduce: [], accumulators: [] };
    const also = {
      ...copy,
      name: "also",
      stores: [{ buffer: 3, index: gridIndex(0, places), value: constant("f32", 1) }],
    };
    return {
      name: "careless",
      buffers: [
        { kind: "input", type: "f32", size },
        { kind: "input", type: "i32", size: places },
        { kind: "output", type: "f32", size },
        { kind: "output", type: "f32", size: places },
      ],
      inputs: [0, 1],
      outputs: [2, 3],
      // A second kernel makes small ones a walk, which finds all arrays in one buffer.
      steps: [
        { ...copy, stores: [{ buffer: 2, index, value: load("f32", 0, index) }] },
        ...Array.from({ length: extra }, () => also),
      ],
      arenaBytes: 0,
    };
  };
  const places = Int32Array.from([1, -1, 4, 2 ** 31 - 1, -(2 ** 31), 1000, 3]);

  test.each([0, 1])("a store looks before it stores, a load takes the nearest element; %i more kernels", (extra) => {
    const backend = backendNamed("webgpu") as WebgpuBackend;
    const executable = backend.prepare(careless(4, places.length, extra));
    expect(executable.text).toContain("< 4u) {");
    // What lies beside it in the heap stays as it is.
    const around = Array.from({ length: 8 }, () => backend.alloc(256));
    for (const each of around) backend.write(each, new Uint8Array(256).fill(7));
    const data: Data[] = [Float32Array.of(1, 2, 3, 4), places];
    const out = runProgram(backend, careless(4, places.length, extra), data)[0]!;
    expect([out[1], out[3]]).toEqual([2, 4]);
    for (const each of around) expect(backend.read(each).every((byte) => byte === 7)).toBe(true);
    for (const each of around) backend.free(each);
  });
});
