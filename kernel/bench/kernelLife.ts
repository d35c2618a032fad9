/**
 * What a person waits for in a kernel, measured from outside, through the client that also starts it: the same for every kernel.
 *
 *     spawn ── start ──▶ kernel_info_reply and idle ── first cell, at once ──▶ warm cells, … 200 cells, output, loops, interrupts
 *     spawn ── start ──▶ … 3 s of rest ── resident memory
 *     spawn ── start ──▶ … the runtime, at once
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type KernelProcess, startKernelProcess } from "../client.ts";

/** A kernel, and how things are said in its language. */
export interface MeasuredKernel {
  readonly name: string;
  /** The command that starts it, before the path of the connection file. */
  readonly command: readonly string[];
  /** Folder in which it runs. */
  readonly folder: string;
  readonly interruptBy: "message" | "signal";
  readonly code: KernelCode;
}

/** Cells that mean the same in each language. */
export interface KernelCode {
  /** Makes a table `table` of two entries, `alpha` and `beta`. */
  readonly declare: string;
  /** An expression to complete, and a name to explain. */
  readonly complete: string;
  readonly inspect: string;
  /** Prints the numbers below 20,000, a line each. */
  readonly print: string;
  /** Adds the numbers below 10⁷ in a loop at the top level. */
  readonly loop: string;
  /** Never end: computing, waiting again and again, running compiled array code. */
  readonly endless: Readonly<Partial<Record<"sync" | "async" | "runtime", string>>>;
  /** The first use of what the kernel preloads, and one of its modules to complete. */
  readonly runtime?: { readonly use: string; readonly complete: string };
}

/** A row of the table. */
export type Figure =
  | "start"
  | "first"
  | "startAndFirst"
  | "runtimeFirst"
  | "warm"
  | "after200"
  | "complete"
  | "completeRuntime"
  | "inspect"
  | "lines"
  | "loop"
  | "interruptSync"
  | "interruptAsync"
  | "interruptRuntime"
  | "memory";

/** What is measured, in the order of the table; milliseconds where nothing else is said. */
export const figures: Readonly<Record<Figure, string>> = {
  start: "start to idle",
  first: "first cell, sent at once",
  startAndFirst: "start and first cell together",
  runtimeFirst: "first cell using the runtime, sent at once",
  warm: "`1 + i`",
  after200: "`1 + i` after 200 cells",
  complete: "completion of members",
  completeRuntime: "completion of `jnp.`",
  inspect: "inspection",
  lines: "20,000 lines printed",
  loop: "top-level loop of 10⁷",
  interruptSync: "interrupt of a loop",
  interruptAsync: "interrupt of an async loop",
  interruptRuntime: "interrupt of a loop of array code",
  memory: "resident memory after start, MiB",
};

/** Milliseconds, or MiB, by what was measured; what a kernel cannot do is missing, and said in `notes`. */
export interface KernelFigures {
  readonly values: Readonly<Partial<Record<Figure, number>>>;
  readonly notes: readonly string[];
}

/** How long anything may take before it counts as never, in milliseconds. */
const patience = 60_000;
const linesPatience = 15_000;
const interruptPatience = 5_000;
const repetitions = 20;

/** Lives through three processes of the kernel (two without a runtime); a figure is one time, or the median of twenty repetitions. */
export async function measureKernel(kernel: MeasuredKernel): Promise<KernelFigures> {
  const values: Values = {};
  const notes: string[] = [];
  await inProcess(kernel, async (process, start) => {
    values.start = start;
    values.first = await timeCell(process, "1 + 1");
    values.startAndFirst = start + values.first;
    await measureWork(kernel.code, process, values, notes);
    await measureInterrupts(kernel, process, values, notes);
  });
  await inProcess(kernel, async (process) => {
    await delay(3000);
    const memory = residentMiB(process.pid);
    if (memory !== undefined) values.memory = memory;
  });
  const { runtime } = kernel.code;
  if (runtime) {
    await inProcess(kernel, async (process) => {
      values.runtimeFirst = await timeCell(process, runtime.use);
      await delay(1500);
      values.completeRuntime = await medianTime(() => process.complete(runtime.complete));
    });
  }
  return { values, notes };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

type Values = Partial<Record<Figure, number>>;

async function inProcess(
  { command, folder }: MeasuredKernel,
  use: (process: KernelProcess, start: number) => Promise<void>,
): Promise<void> {
  const before = performance.now();
  const process = await startKernelProcess({ cwd: folder, wrapCommand: (ours) => [...command, ours.at(-1)!] });
  const start = performance.now() - before;
  try {
    await use(process, start);
  } finally {
    await process.shutdown(1000);
  }
}

async function measureWork(code: KernelCode, process: KernelProcess, values: Values, notes: string[]): Promise<void> {
  let next = 0;
  const plain = (): Promise<number> => timeCell(process, `1 + ${next++}`);
  const warm = async (): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < repetitions; i++) times.push(await plain());
    return median(times);
  };
  await delay(1500); // a person reads the first result
  values.warm = await warm();
  await timeCell(process, code.declare);
  values.complete = await medianTime(() => process.complete(code.complete));
  const { found } = await process.inspect(code.inspect);
  if (found) values.inspect = await medianTime(() => process.inspect(code.inspect));
  else notes.push("inspection finds nothing");
  while (next < 200) await plain();
  values.after200 = await warm();
  values.loop = await timeCell(process, code.loop);
  await measureLines(code.print, process, values, notes);
}

async function measureLines(code: string, process: KernelProcess, values: Values, notes: string[]): Promise<void> {
  const before = performance.now();
  let count = 0;
  let last = before;
  const stop = process.onPublished(({ header, content }) => {
    if (header.msg_type !== "stream") return;
    count += String(content.text).split("\n").length - 1;
    last = performance.now();
  });
  const ended = await Promise.race([process.execute(code).then(() => performance.now()), delay(linesPatience)]);
  while (performance.now() - last < 1000) await delay(100); // what comes after idle counts
  stop();
  if (count < 20_000) notes.push(`${(20_000 - count).toLocaleString("en")} of 20,000 lines are lost`);
  else if (ended) values.lines = Math.max(ended, last) - before;
}

/** Each on its own: a kernel that dies, does not stop or forgets what it knew has no figure from then on. */
async function measureInterrupts(
  { code, interruptBy }: MeasuredKernel,
  process: KernelProcess,
  values: Values,
  notes: string[],
): Promise<void> {
  const rows = { sync: "interruptSync", async: "interruptAsync", runtime: "interruptRuntime" } as const;
  for (const [kind, row] of Object.entries(rows) as [keyof typeof rows, Figure][]) {
    const endless = code.endless[kind];
    if (endless === undefined) continue;
    const outcome = process.execute(endless).then(
      () => performance.now(),
      () => undefined,
    );
    await delay(300);
    const before = performance.now();
    if (interruptBy === "signal") process.signal("SIGINT");
    else void process.interrupt().catch(() => {});
    const ended = await Promise.race([outcome, delay(interruptPatience, "never" as const)]);
    if (ended === "never" || ended === undefined) {
      notes.push(`${figures[row]}: ${ended === undefined ? "the kernel dies" : "it does not stop"}`);
      return;
    }
    if (ended < before) {
      notes.push(`${figures[row]}: the loop ends by itself`);
      return;
    }
    const known = await Promise.race([process.execute("table").catch(() => undefined), delay(interruptPatience)]);
    if (known?.status !== "ok") {
      notes.push(`${figures[row]}: state is lost`);
      return;
    }
    values[row] = ended - before;
  }
}

async function timeCell(process: KernelProcess, code: string): Promise<number> {
  const before = performance.now();
  const result = await Promise.race([process.execute(code), delay(patience)]);
  if (!result) throw new Error(`Cannot measure: \`${code}\` has not ended in ${patience / 1000} s`);
  if (result.status !== "ok")
    throw new Error(`Cannot measure: \`${code}\` ended with ${result.error?.evalue ?? result.status}`);
  return performance.now() - before;
}

async function medianTime(action: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const before = performance.now();
    await action();
    times.push(performance.now() - before);
  }
  return median(times);
}

/** Resident memory of a process and all below it; undefined where /proc does not tell. */
export function residentMiB(pid: number): number | undefined {
  const children = new Map<string, string[]>();
  for (const name of processes()) {
    const parent = /^PPid:\s+(\d+)/m.exec(statusOf(name))?.[1];
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const total = (process: string): number => {
    const own = Number(/^VmRSS:\s+(\d+)/m.exec(statusOf(process))?.[1] ?? 0) / 1024;
    return (children.get(process) ?? []).reduce((sum, child) => sum + total(child), own);
  };
  return total(String(pid)) || undefined;
}

function processes(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty for a process that has ended meanwhile. */
function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
