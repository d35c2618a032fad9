/**
 * Single kernels on the wasm backend: GFLOP/s of matrix products, GB/s of memory-bound kernels, best and median of several runs.
 *
 *     node dist/runtime/bench/wasmKernels.js [word…]        only cases whose name contains one of the words
 */
import type { Backend } from "../backends/backend.ts";
import { createWasmBackend } from "../backends/wasm/index.ts";
import type { Program } from "../ir/kernel.ts";
import { chainProgram, matmulProgram, sumProgram, tanhExpProgram, transposeProgram } from "./handMadePrograms.ts";

interface Case {
  readonly name: string;
  readonly program: () => Program;
  /** Work of one run and its unit in billions per second. */
  readonly work: number;
  readonly unit: "GFLOP/s" | "GB/s";
}

const matmul = (
  m: number,
  k: number,
  n: number,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Case => ({
  name: `matmul ${m}×${k}${options.transposeA ? "ᵀ" : ""} · ${k}×${n}${options.transposeB ? "ᵀ" : ""}`,
  program: () => matmulProgram(m, k, n, options),
  work: 2 * m * k * n,
  unit: "GFLOP/s",
});

const large = 4 * 2 ** 20;
const cases: readonly Case[] = [
  matmul(32, 10, 20),
  matmul(32, 20, 5),
  matmul(10, 32, 20, { transposeA: true }),
  matmul(32, 5, 20, { transposeB: true }),
  matmul(64, 64, 64),
  matmul(128, 128, 128),
  matmul(256, 256, 256),
  matmul(256, 256, 256, { transposeA: true }),
  matmul(256, 256, 256, { transposeB: true }),
  matmul(512, 512, 512),
  matmul(512, 512, 512, { transposeA: true }),
  matmul(512, 512, 512, { transposeB: true }),
  matmul(1024, 1024, 1024),
  matmul(256, 784, 1024),
  matmul(256, 1024, 10),
  { name: "5 cheap operations on 4M", program: () => chainProgram(large), work: large * 12, unit: "GB/s" },
  { name: "5 cheap operations on 1024", program: () => chainProgram(1024), work: 1024 * 12, unit: "GB/s" },
  { name: "tanh(a·b) + exp(−a) on 4M", program: () => tanhExpProgram(large), work: large * 12, unit: "GB/s" },
  { name: "sum of 4M", program: () => sumProgram(1, large, "all"), work: large * 4, unit: "GB/s" },
  { name: "sum of 16384", program: () => sumProgram(1, 16384, "all"), work: 16384 * 4, unit: "GB/s" },
  { name: "row sums of 4096×1024", program: () => sumProgram(4096, 1024, 1), work: large * 4, unit: "GB/s" },
  { name: "column sums of 4096×1024", program: () => sumProgram(4096, 1024, 0), work: large * 4, unit: "GB/s" },
  { name: "transpose of 2048×2048", program: () => transposeProgram(2048, 2048), work: large * 8, unit: "GB/s" },
];

/** Seconds of each of several runs, after enough of them for the engine to optimise. */
function time(backend: Backend, program: Program): { first: number; best: number; median: number } {
  const allocations = program.buffers.map(({ size }) => {
    const allocation = backend.alloc(size * 4);
    const data = Float32Array.from({ length: size }, (_, n) => Math.sin(n));
    backend.write(allocation, new Uint8Array(data.buffer));
    return allocation;
  });
  const inputs = program.inputs.map((n) => allocations[n]!);
  const outputs = program.outputs.map((n) => allocations[n]!);
  const begin = performance.now();
  const executable = backend.prepare(program);
  backend.dispatch(executable, inputs, outputs);
  const first = performance.now() - begin;
  const repeat = (count: number): number => {
    const start = performance.now();
    for (let n = 0; n < count; n++) backend.dispatch(executable, inputs, outputs);
    return (performance.now() - start) / count;
  };
  // Warm up for 150 ms at least: optimised code arrives from another thread.
  let once = first;
  for (const end = performance.now() + 150; performance.now() < end; ) once = repeat(1);
  const count = Math.max(1, Math.ceil(20 / Math.max(once, 1e-4)));
  const runs = Array.from({ length: 7 }, () => repeat(count)).sort((a, b) => a - b);
  for (const allocation of allocations) backend.free(allocation);
  return { first, best: runs[0]!, median: runs[3]! };
}

const words = (globalThis as { process?: { argv: string[] } }).process?.argv.slice(2) ?? [];
const backend = createWasmBackend();
console.log(backend.description);
for (const { name, program, work, unit } of cases) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  const { first, best, median } = time(backend, program());
  const speed = (milliseconds: number): string => (work / milliseconds / 1e6).toFixed(1).padStart(6);
  const micro = (milliseconds: number): string => (milliseconds * 1000).toFixed(milliseconds < 0.1 ? 2 : 0).padStart(8);
  console.log(
    `${name.padEnd(32)} median ${micro(median)} µs ${speed(median)} ${unit}   best ${speed(best)}   first ${micro(first)} µs`,
  );
}
