/** What was made of a jaxpr: its kernels, and the reasons for what is in memory. Prints as two tables. */
import type { Inspection, MemoryReport, StepReport } from "../core/inspection.ts";
import { printTable } from "../core/printTable.ts";
import { showInConsole } from "../core/showInConsole.ts";

/** A compiled program explained: which kernels there are, what was fused into each, what is stored and why. */
export class Explanation {
  readonly backend: string;
  readonly steps: readonly StepReport[];
  readonly memory: MemoryReport;

  constructor({ backend, steps, memory }: Pick<Inspection, "backend" | "steps" | "memory">) {
    this.backend = backend;
    this.steps = steps;
    this.memory = memory;
  }

  /** Kernels and memory in one line. */
  get summary(): string {
    const { argumentBytes, outputBytes, temporaryBytes } = this.memory;
    const kernels = this.steps.filter(({ kind }) => kind === "kernel").length;
    return `${kernels} ${kernels === 1 ? "kernel" : "kernels"} on ${this.backend}; arguments ${printBytes(argumentBytes)}, results ${printBytes(outputBytes)}, temporaries ${printBytes(temporaryBytes)}`;
  }

  toString(): string {
    return textOf(this);
  }
}
showInConsole(Explanation);

/** `tanh_reduceSum`, `loop scan`, `mul, 3 sections`. */
export function titleOf({ kind, name, sections }: Pick<StepReport, "kind" | "name" | "sections">): string {
  return `${kind === "kernel" ? name : `${kind} ${name}`}${sections ? `, ${sections} sections` : ""}`;
}

function textOf(explanation: Explanation): string {
  const { steps } = explanation;
  const rows = steps.map((step) => {
    const { kind, depth, grid, reduce, times, work, primitives } = step;
    return [
      `${"  ".repeat(depth)}${titleOf(step)}`,
      kind === "kernel" ? `[${grid}]` : "",
      reduce.length > 0 ? `[${reduce}]` : "",
      times === undefined ? "?" : String(times),
      printBytes(work.bytesRead),
      printBytes(work.bytesWritten),
      printCount(work.flops + work.transcendentals),
      printRuns(primitives),
    ];
  });
  const header = ["kernel", "grid", "reduce", "times", "read", "written", "operations", "fused from"];
  const stores = steps.flatMap(({ name, stored }) => stored.map(({ what, why }) => [name, what, why]));
  return [
    explanation.summary,
    "",
    printTable(header, rows, header.length),
    "",
    printTable(["kernel", "stores", "because"], stores, 3),
  ].join("\n");
}

/** `add mul×3 tanh`: names in order, those that repeat at once. */
export function printRuns(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n > 1 ? `${name}×${n}` : name)).join(" ");
}

/** `48 B`, `12 KiB` */
export function printBytes(n: number): string {
  return n < 10_240 ? `${n} B` : n < 10_485_760 ? `${(n / 1024).toFixed(0)} KiB` : `${(n / 1_048_576).toFixed(0)} MiB`;
}

/** `36`, `12k` */
export function printCount(n: number): string {
  return n < 10_000
    ? String(n)
    : n < 1e7
      ? `${(n / 1e3).toFixed(0)}k`
      : n < 1e10
        ? `${(n / 1e6).toFixed(0)}M`
        : `${(n / 1e9).toFixed(1)}G`;
}
