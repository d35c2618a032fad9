import { afterAll, describe, expect, test } from "vitest";
import { matmulProgram } from "../../../bench/handMadePrograms.ts";
import { constant, gridIndex, load, math } from "../../../ir/build.ts";
import { withInterning } from "../../../ir/intern.ts";
import type { BufferDecl, Kernel, Program } from "../../../ir/kernel.ts";
import { rewriteKernel } from "../../../ir/rewriteKernel.ts";
import type { Backend } from "../../backend.ts";
import { createWasmBackend } from "../index.ts";
import { limitThreads } from "../threads/threadCount.ts";
import { repeatedKernels } from "./repeatedKernels.ts";

afterAll(() => limitThreads(undefined));

/** tanh(x·W₁·W₂·…) of matrices of n × n, each product in a buffer of its own. */
function products(count: number, n: number): Program {
  const buffers: BufferDecl[] = [];
  const add = (kind: "input" | "output" | "temporary"): number => {
    const arena = buffers.filter((buffer) => buffer.kind === "temporary").length;
    buffers.push({ kind, type: "f32", size: n * n, ...(kind === "temporary" ? { offset: arena * 4 * n * n } : {}) });
    return buffers.length - 1;
  };
  const [product] = matmulProgram(n, n, n).steps as readonly Kernel[];
  const inputs = [add("input")];
  let current = inputs[0]!;
  const steps: Kernel[] = [];
  for (let layer = 0; layer < count; layer++) {
    const weights = add("input");
    inputs.push(weights);
    const [from, to] = [current, add("temporary")];
    const moved = rewriteKernel(product!, {
      after: (x, [index]) => (x.kind === "load" ? load("f32", x.buffer === 0 ? from : weights, index!) : undefined),
    });
    steps.push({ ...moved, stores: moved.stores.map((store) => ({ ...store, buffer: to })) });
    current = to;
  }
  const output = add("output");
  const i = gridIndex(0, n * n);
  const last = { buffer: output, index: i, value: math("tanh", load("f32", current, i)) };
  steps.push({ name: "tanh", grid: [n * n], reduce: [], accumulators: [], stores: [last] });
  return { name: "products", buffers, inputs, outputs: [output], steps, arenaBytes: count * 4 * n * n };
}

/** Numbers in [−1, 1] without a pattern, scaled so that products keep their size. */
function matrix(seed: number, n: number): Float32Array {
  return Float32Array.from({ length: n * n }, (_, i) => {
    const noise = Math.sin(i * 12.9898 + seed * 78.233) * 43758.5453;
    return (2 * (noise - Math.floor(noise)) - 1) * Math.sqrt(3 / n);
  });
}

function run(backend: Backend, program: Program, n: number): Float32Array {
  const allocations = program.buffers.map(() => backend.alloc(n * n * 4));
  program.inputs.forEach((number, seed) => {
    backend.write(allocations[number]!, new Uint8Array(matrix(seed, n).buffer));
  });
  const executable = backend.prepare(program);
  const pick = (numbers: readonly number[]) => numbers.map((number) => allocations[number]!);
  backend.dispatch(executable, pick(program.inputs), pick(program.outputs));
  return new Float32Array(backend.read(allocations[program.outputs[0]!]!).buffer);
}

/** The same in JavaScript's numbers. */
function expected(count: number, n: number): number[] {
  let x = [...matrix(0, n)];
  for (let layer = 1; layer <= count; layer++) {
    const w = matrix(layer, n);
    x = x.map((_, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let k = 0; k < n; k++) sum += x[row * n + k]! * w[k * n + column]!;
      return sum;
    });
  }
  return x.map(Math.tanh);
}

describe("kernels that differ in their buffers", () => {
  test("are found, with the buffers of each", () => {
    withInterning(() => {
      const program = products(12, 8);
      const found = repeatedKernels(program);
      const kernels = program.steps as readonly Kernel[];
      expect(found.size).toBe(12);
      expect(new Set([...found.values()].map(({ key }) => key)).size).toBe(1);
      expect(found.get(kernels[1]!)!.buffers).toEqual([2, 3, 4]);
      expect(found.has(kernels[12]!)).toBe(false);
    });
  });

  test("are not looked for in small programs, and not mistaken for each other", () => {
    withInterning(() => {
      expect(repeatedKernels(products(5, 8)).size).toBe(0);
      const program = products(12, 8);
      const kernels = program.steps as readonly Kernel[];
      const scaled = { ...kernels[3]!, stores: [{ ...kernels[3]!.stores[0]!, value: constant("f32", 1) }] };
      const found = repeatedKernels({ ...program, steps: kernels.map((kernel, n) => (n === 3 ? scaled : kernel)) });
      expect(found.has(scaled)).toBe(false);
      expect(found.size).toBe(11);
    });
  });

  test.each([
    ["small", 8, 1],
    ["shared among threads", 96, 2],
  ])("share one function: %s", (_, n, threads) => {
    limitThreads(threads);
    withInterning(() => {
      const program = products(13, n);
      const backend = createWasmBackend();
      expect(backend.prepare(program).text.match(/^func k\d+_matmul\(/gm)).toHaveLength(1);
      const [wasm, wanted] = [run(backend, program, n), expected(13, n)];
      expect(Math.max(...wanted.map((x, i) => Math.abs(x - wasm[i]!)))).toBeLessThan(2e-5);
      expect(wanted.some((x) => Math.abs(x) > 0.1)).toBe(true);
    });
  });
});
