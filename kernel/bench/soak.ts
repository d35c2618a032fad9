/**
 * A long life: cells of every kind, one after the other. Memory and latency should be as flat at the end as at the beginning.
 *
 *     node dist/kernel/bench/soak.js [CELLS] [EVERY]          default 10000 cells, a line each 1000
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KernelProcess, startKernelProcess } from "../client.ts";
import { median } from "./kernelLife.ts";

/** Kinds of cells, in turn. The names of some are new each time, as a person's sometimes are; most are written again and again. */
const kinds: readonly ((n: number) => string)[] = [
  (n) => `${n} + 1`,
  (n) => `const loss = ${n}; const curve = [loss, loss / 2]; curve.length`,
  (n) => `function evaluate(x: number) { return x + ${n} } evaluate(1)`,
  (n) => `let sum = 0; for (let i = 0; i < 1000; i++) sum += i % ${n + 1}; sum`,
  (n) => `interface Row { a: number } const rows: Row[] = [{ a: ${n} }]; rows`,
  (n) => `console.log("step", ${n}); display.html("<b>${n}</b>")`,
  (n) => `throw new Error("wrong ${n}")`,
  (n) => `const text: number = "not a number ${n}"`,
  () => `import { readFileSync } from "node:fs"; typeof readFileSync`,
  () => `import { helper } from "./helper.ts"; helper(2)`,
  (n) => `const f = jax.jit((x: jax.Array) => jnp.sum(x.mul(2))); Number(f(jnp.ones([8]))) + ${n}`,
  (n) => `await new Promise((r) => setTimeout(r, 1)); ${n}`,
  (n) => `class Model${n % 50} { weights = new Float32Array(1000) } new Model${n % 50}().weights.length`,
  (n) => `const unique${n} = ${n}; unique${n}`,
];

/** One line of the table. */
interface Line {
  readonly cells: number;
  readonly megabytes: number;
  readonly cell: number;
  readonly completion: number;
}

function residentMegabytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / 1e6;
}

/** Runs so many cells; `tell` hears of every `every`. */
export async function soak(
  kernel: KernelProcess,
  cells: number,
  every: number,
  tell: (line: Line) => void,
): Promise<void> {
  let times: number[] = [];
  let completions: number[] = [];
  for (let n = 1; n <= cells; n++) {
    const kind = kinds[n % kinds.length]!;
    const start = performance.now();
    await kernel.execute(kind(n), { stopOnError: false });
    times.push(performance.now() - start);
    if (n % 10 === 0) {
      const asked = performance.now();
      await kernel.complete("Math.ma");
      completions.push(performance.now() - asked);
    }
    if (n % every === 0) {
      tell({
        cells: n,
        megabytes: residentMegabytes(kernel.pid),
        cell: median(times),
        completion: median(completions),
      });
      times = [];
      completions = [];
    }
  }
}

if (process.argv[1]?.endsWith("soak.js")) {
  const [cells = 10_000, every = 1000] = process.argv.slice(2).map(Number);
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-soak-"));
  writeFileSync(join(folder, "helper.ts"), "export const helper = (x: number): number => 2 * x;\n");
  const kernel = await startKernelProcess({ cwd: folder });
  await kernel.execute("jnp.ones([2])");
  console.log(
    `  cells       MB   cell ms   completion ms\n${"0".padStart(7)} ${residentMegabytes(kernel.pid).toFixed(0).padStart(8)}`,
  );
  await soak(kernel, cells, every, ({ cells: n, megabytes, cell, completion }) => {
    console.log(
      `${String(n).padStart(7)} ${megabytes.toFixed(0).padStart(8)} ${cell.toFixed(1).padStart(9)} ${completion.toFixed(1).padStart(15)}`,
    );
  });
  const { outputs } = await kernel.execute("[unique13, evaluate(1) > 0, Model12.name]");
  console.log(
    "names of the first cells:",
    outputs.flatMap((o) => ("data" in o ? [o.data["text/plain"]] : [o])),
  );
  await kernel.shutdown();
  rmSync(folder, { recursive: true });
}
