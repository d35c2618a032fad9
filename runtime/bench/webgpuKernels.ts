/**
 * The WebGPU backend by kernel, by step and by call; medians of several runs. Needs an adapter (see `docs/performance.md`).
 *
 *     NNXLAB_BACKEND=webgpu node dist/runtime/bench/webgpuKernels.js [word…]      only cases whose name contains one of the words
 */
import type { Backend } from "../backends/backend.ts";
import { createWebgpuBackend } from "../backends/webgpu/index.ts";
import { jax, jnp, nnx, optax } from "../index.ts";
import type { Program } from "../ir/kernel.ts";
import { chainProgram, matmulProgram, sumProgram, tanhExpProgram, transposeProgram } from "./handMadePrograms.ts";

/** What runs of a case say: milliseconds of each, and how to put their median. */
interface Case {
  readonly name: string;
  /** Billions of operations or bytes of one run, where that tells more than the time. */
  readonly work?: number;
  readonly unit?: "GFLOP/s" | "GB/s";
  run(): Promise<number[]> | number[];
}

const process = (globalThis as { process?: { argv: string[]; exit(code: number): never } }).process;
const words = process?.argv.slice(2) ?? [];
const runs = 5;

let started: Backend | undefined;
const backend = (): Backend => (started ??= createWebgpuBackend());

/** A kernel, run again and again over the same buffers until the device is done. */
async function timeKernel(program: Program): Promise<number[]> {
  const device = backend();
  const allocations = program.buffers.map(({ size }) => {
    const allocation = device.alloc(size * 4);
    const data = Float32Array.from({ length: size }, (_, n) => Math.sin(n));
    device.write(allocation, new Uint8Array(data.buffer));
    return allocation;
  });
  const inputs = program.inputs.map((n) => allocations[n]!);
  const outputs = program.outputs.map((n) => allocations[n]!);
  const executable = device.prepare(program);
  const repeat = async (count: number): Promise<number> => {
    const start = performance.now();
    for (let n = 0; n < count; n++) device.dispatch(executable, inputs, outputs);
    await device.done();
    return (performance.now() - start) / count;
  };
  await repeat(1);
  const once = await repeat(2);
  const count = Math.max(1, Math.min(200, Math.ceil(40 / once)));
  const times: number[] = [];
  for (let n = 0; n < runs; n++) times.push(await repeat(count));
  for (const allocation of allocations) device.free(allocation);
  return times;
}

function kernel(name: string, program: () => Program, work: number, unit: "GFLOP/s" | "GB/s"): Case {
  return { name, work: work / 1e9, unit, run: () => timeKernel(program()) };
}

function matmul(m: number, k: number, n: number, options: { transposeA?: boolean; transposeB?: boolean } = {}): Case {
  const name = `matmul ${m}×${k}${options.transposeA ? "ᵀ" : ""} · ${k}×${n}${options.transposeB ? "ᵀ" : ""}`;
  return kernel(name, () => matmulProgram(m, k, n, options), 2 * m * k * n, "GFLOP/s");
}

class MLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  layers: nnx.List<nnx.Linear>;
  constructor(sizes: readonly number[], rngs: nnx.Rngs) {
    super();
    this.layers = new nnx.List(sizes.slice(1).map((size, n) => new nnx.Linear(sizes[n]!, size, { rngs })));
  }
  __call__(x: jax.Array): jax.Array {
    let h = x;
    for (const layer of this.layers) h = layer(h === x ? h : nnx.relu(h));
    return h;
  }
}

/** Training steps; `read`: the loss after each, else only after `queued` of them. */
function steps(sizes: readonly number[], batch: number, queued: number, count: number): number[] {
  const [keyX, keyY] = jax.random.split(jax.random.key(1));
  const x = jax.random.normal(keyX!, [batch, sizes[0]!]);
  const y = jax.random.normal(keyY!, [batch, sizes.at(-1)!]);
  const model = new MLP(sizes, new nnx.Rngs(0));
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const trainStep = nnx.jit((m: MLP, o: typeof optimizer, xs: jax.Array, ys: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((mm: MLP) => jnp.mean(jnp.square(mm(xs).sub(ys))))(m);
    o.update(m, grads);
    return loss;
  });
  const several = (): number => {
    const start = performance.now();
    let loss: jax.Array | undefined;
    for (let n = 0; n < queued; n++) loss = trainStep(model, optimizer, x, y);
    Number(loss);
    return (performance.now() - start) / queued;
  };
  several();
  several();
  return Array.from({ length: count }, several);
}

/** Calls whose results nobody reads, many in a row, then all that was queued. */
function calls(f: (x: jax.Array) => jax.Array): number[] {
  const x = jnp.arange(1024, { dtype: "float32" });
  const several = (): number => {
    const start = performance.now();
    let y = x;
    for (let n = 0; n < 200; n++) y = f(x);
    Number(jnp.sum(y));
    return (performance.now() - start) / 200;
  };
  several();
  several();
  return Array.from({ length: 15 }, several);
}

const large = 4 * 2 ** 20;
const cases: readonly Case[] = [
  matmul(64, 64, 64),
  matmul(512, 512, 512),
  matmul(512, 512, 512, { transposeA: true }),
  matmul(512, 512, 512, { transposeB: true }),
  matmul(1024, 1024, 1024),
  matmul(1024, 1024, 1024, { transposeA: true }),
  matmul(1024, 1024, 1024, { transposeB: true }),
  matmul(256, 784, 1024),
  matmul(784, 256, 1024, { transposeA: true }),
  matmul(256, 1024, 10),
  matmul(256, 10, 1024, { transposeB: true }),
  kernel("5 cheap operations on 4M", () => chainProgram(large), large * 12, "GB/s"),
  kernel("tanh(a·b) + exp(−a) on 4M", () => tanhExpProgram(large), large * 12, "GB/s"),
  kernel("sum of 4M", () => sumProgram(1, large, "all"), large * 4, "GB/s"),
  kernel("row sums of 4096×1024", () => sumProgram(4096, 1024, 1), large * 4, "GB/s"),
  kernel("column sums of 4096×1024", () => sumProgram(4096, 1024, 0), large * 4, "GB/s"),
  kernel("transpose of 2048×2048", () => transposeProgram(2048, 2048), large * 8, "GB/s"),
  { name: "slide step, loss read", run: () => steps([10, 20, 5], 32, 1, 300) },
  { name: "slide step, 400 queued", run: () => steps([10, 20, 5], 32, 400, 7) },
  { name: "MLP step 784-1024-1024-10, loss read", run: () => steps([784, 1024, 1024, 10], 256, 1, 7) },
  { name: "eager add of 1,024", run: () => calls((x) => jnp.add(x, x)) },
  { name: "jitted call, 1,024", run: () => calls(jax.jit((x: jax.Array) => jnp.add(jnp.multiply(x, 2), 1))) },
];

for (const { name, work, unit, run } of cases) {
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  const times = (await run()).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))]!;
  const time = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 3 : 0);
  const speed = work === undefined ? "" : `   ${((work / at(0.5)) * 1000).toFixed(2)} ${unit}`;
  console.log(`${name.padEnd(38)} ${time(at(0.5)).padStart(8)} ms (${time(at(0.1))} to ${time(at(0.9))})${speed}`);
}
