/**
 * A long life: cells of every kind, one after the other. Memory and latency should be as flat at the end as at the beginning.
 *
 *     node dist/kernel/bench/soak.js [CELLS] [EVERY] [KIND] [--heaps]       default 10000 cells, a line each 1000, all kinds in turn
 *
 * KIND is one of the names below, to see what cells of one kind leave. `--heaps` also shows what is alive in the two threads. For that
 * garbage is collected at each line, so the first column then says less: it is mostly garbage.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type KernelProcess, startKernelProcess } from "../client.ts";
import { askHeaps, type Heaps, withHeapProbe } from "./heapProbe.ts";
import { median } from "./kernelLife.ts";

/** Kinds of cells, in turn. The names of some are new each time, as a person's sometimes are; most are written again and again. */
const kinds: Readonly<Record<string, (n: number) => string>> = {
  value: (n) => `${n} + 1`,
  constant: (n) => `const loss = ${n}; const curve = [loss, loss / 2]; curve.length`,
  function: (n) => `function evaluate(x: number) { return x + ${n} } evaluate(1)`,
  loop: (n) => `let sum = 0; for (let i = 0; i < 1000; i++) sum += i % ${n + 1}; sum`,
  interface: (n) => `interface Row { a: number } const rows: Row[] = [{ a: ${n} }]; rows`,
  output: (n) => `console.log("step", ${n}); display.html("<b>${n}</b>")`,
  error: (n) => `throw new Error("wrong ${n}")`,
  typeError: (n) => `const text: number = "not a number ${n}"`,
  import: () => `import { readFileSync } from "node:fs"; typeof readFileSync`,
  localImport: () => `import { helper } from "./helper.ts"; helper(2)`,
  jit: (n) => `const f = jax.jit((x: jax.Array) => jnp.sum(x.mul(2))); Number(f(jnp.ones([8]))) + ${n}`,
  await: (n) => `await new Promise((r) => setTimeout(r, 1)); ${n}`,
  class: (n) => `class Model${n % 50} { weights = new Float32Array(1000) } new Model${n % 50}().weights.length`,
  newName: (n) => `const unique${n} = ${n}; unique${n}`,
};
/** Kinds that are only run when they are asked for. */
const otherKinds: typeof kinds = {
  array: (n) => `const v = jnp.ones([${8 + (n % 5)}]).mul(${n}); Number(jnp.sum(v))`,
  newFunction: (n) => `function evaluate${n}(x: number) { return x + ${n} } evaluate${n}(1)`,
};
const allKinds = Object.values(kinds);

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

/** The nth cell of a kind, or of all in turn; nothing for completions, which are asked for without cells. */
function cellsOf(kind: string | undefined): ((n: number) => string) | undefined {
  if (kind === undefined) return (n) => allKinds[n % allKinds.length]!(n);
  const found = { ...kinds, ...otherKinds }[kind];
  if (found || kind === "completion") return found;
  const known = [...Object.keys(kinds), ...Object.keys(otherKinds), "completion"].join(", ");
  throw new RangeError(`Cannot run cells of kind ${JSON.stringify(kind)}: the kinds are ${known}`);
}

/** Runs so many cells, or asks for as many completions; `tell` hears of every `every`. */
export async function soak(
  kernel: KernelProcess,
  codeOf: ((n: number) => string) | undefined,
  { cells, every }: { readonly cells: number; readonly every: number },
  tell: (line: Line) => Promise<void>,
): Promise<void> {
  let times: number[] = [];
  let completions: number[] = [];
  for (let n = 1; n <= cells; n++) {
    if (codeOf) {
      const start = performance.now();
      await kernel.execute(codeOf(n), { stopOnError: false });
      times.push(performance.now() - start);
    }
    if (!codeOf || n % 10 === 0) {
      const asked = performance.now();
      await kernel.complete("Math.ma");
      completions.push(performance.now() - asked);
    }
    if (n % every === 0) {
      await tell({
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
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { heaps: { type: "boolean" } } });
  const [cells = 10_000, every = 1000] = positionals.slice(0, 2).map(Number);
  const kind = positionals[2];
  const codeOf = cellsOf(kind);
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-soak-"));
  writeFileSync(join(folder, "helper.ts"), "export const helper = (x: number): number => 2 * x;\n");
  const kernel = await startKernelProcess({ cwd: folder, ...(values.heaps && { env: withHeapProbe(folder) }) });
  await kernel.execute("jnp.ones([2])");
  const heaps = async (): Promise<Heaps | undefined> => (values.heaps ? askHeaps(folder) : undefined);
  const row = (...columns: readonly (string | number | undefined)[]): void =>
    console.log(columns.map((column) => String(column ?? "").padStart(15)).join(""));
  const milliseconds = (time = Number.NaN): string => (Number.isNaN(time) ? "" : time.toFixed(1));
  const rowOf = async (n: number, megabytes: number, cell?: number, completion?: number): Promise<void> => {
    const alive = await heaps();
    const columns = alive ? [alive.main, alive.worker].map((bytes) => (bytes / 1e6).toFixed(1)) : [];
    row(n, megabytes.toFixed(0), milliseconds(cell), milliseconds(completion), ...columns);
  };
  row("cells", "resident MB", "cell ms", "completion ms", ...(values.heaps ? ["main heap MB", "worker heap MB"] : []));
  await rowOf(0, residentMegabytes(kernel.pid));
  await soak(kernel, codeOf, { cells, every }, ({ cells: n, megabytes, cell, completion }) =>
    rowOf(n, megabytes, cell, completion),
  );
  if (kind === undefined && cells >= allKinds.length) {
    const { outputs } = await kernel.execute("[unique13, evaluate(1) > 0, Model12.name]");
    console.log(
      "names of the first cells:",
      outputs.flatMap((o) => ("data" in o ? [o.data["text/plain"]] : [o])),
    );
  }
  await kernel.shutdown();
  rmSync(folder, { recursive: true });
}
