/**
 * How long a client waits for the kernel: start, first cell, a warm `1 + 1`, the first cell that uses the runtime, output floods.
 *
 *     node dist/kernel/bench/latency.js [ROUNDS]          medians of so many kernels (default 5)
 */
import { tmpdir } from "node:os";
import { startKernelProcess } from "../client.ts";

/** Milliseconds of one kernel's life. */
export interface Latency {
  readonly start: number;
  readonly firstCell: number;
  readonly warmCell: number;
  readonly firstRuntimeCell: number;
  readonly lines20000: number;
}

/** Starts a kernel and measures it once. */
export async function measure(): Promise<Latency> {
  const began = performance.now();
  const kernel = await startKernelProcess({ cwd: tmpdir() });
  const start = performance.now() - began;
  try {
    const run = async (code: string): Promise<number> => {
      const before = performance.now();
      const { status } = await kernel.execute(code, {});
      if (status !== "ok") throw new Error(`Cannot measure: \`${code}\` ended with ${status}`);
      return performance.now() - before;
    };
    const firstCell = await run("1 + 1");
    // A person needs a moment before the next cell; the kernel uses it to get the compiler ready.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const firstRuntimeCell = await run("jnp.sum(jnp.arange(10))");
    const warm: number[] = [];
    for (let i = 0; i < 20; i++) warm.push(await run(`1 + ${i}`));
    const lines20000 = await run("for (let i = 0; i < 20000; i++) console.log(i)");
    return { start, firstCell, warmCell: median(warm), firstRuntimeCell, lines20000 };
  } finally {
    await kernel.shutdown();
  }
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

if (process.argv[1]?.endsWith("latency.js")) {
  const rounds: Latency[] = [];
  for (let i = 0; i < Number(process.argv[2] ?? 5); i++) rounds.push(await measure());
  for (const name of ["start", "firstCell", "warmCell", "firstRuntimeCell", "lines20000"] as const) {
    const values = rounds.map((round) => round[name]);
    const range = `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
    console.log(`${name.padEnd(18)} ${median(values).toFixed(1).padStart(8)} ms   (${range})`);
  }
}
