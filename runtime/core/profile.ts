/** Times of kernels, added up by name, with a table for people. */
import type { Recording, StepTime, Work } from "./inspection.ts";
import { printTable } from "./printTable.ts";

/** What is known of one kernel (or loop, or branch) after some runs. */
export interface KernelProfile {
  readonly name: string;
  readonly calls: number;
  /** Milliseconds of one run: the median, and all together. */
  readonly ms: number;
  readonly totalMs: number;
  /** Billions of operations, and of bytes that must move, in a second of the median run. */
  readonly gflops: number;
  readonly gigabytes: number;
}

/** The times of a program's kernels, or of all that ran. Prints as a table. */
export class Profile {
  /** In the order of their first run. */
  readonly kernels: readonly KernelProfile[];
  readonly totalMs: number;
  readonly backend: string;
  /** How the times were taken. */
  readonly method: string;

  constructor({ backend, times, method }: Recording) {
    const byName = new Map<string, StepTime[]>();
    for (const time of times) {
      // Kernels of different programs may share a name: they differ in what they do.
      const key = `${time.name} ${Object.values(time.work)}`;
      const same = byName.get(key);
      if (same) same.push(time);
      else byName.set(key, [time]);
    }
    this.kernels = [...byName.values()].map((all) => kernelProfile(all[0]!.name, all[0]!.work, all));
    this.totalMs = times.reduce((sum, { ms }) => sum + ms, 0);
    this.backend = backend;
    this.method = method;
  }

  toString(): string {
    const rows = this.kernels.map(({ name, calls, ms, totalMs, gflops, gigabytes }) => [
      name,
      String(calls),
      ms.toFixed(4),
      `${((100 * totalMs) / (this.totalMs || 1)).toFixed(0)} %`,
      gflops.toFixed(2),
      gigabytes.toFixed(2),
    ]);
    return `${printTable(["kernel", "calls", "ms", "share", "GFLOP/s", "GB/s"], rows, 1)}\n${this.backend}: ${this.method}`;
  }
}

function kernelProfile(
  name: string,
  { flops, transcendentals, bytesRead, bytesWritten }: Work,
  all: readonly StepTime[],
): KernelProfile {
  const sorted = all.map(({ ms }) => ms).sort((a, b) => a - b);
  const ms = sorted[sorted.length >> 1]!;
  const perSecond = (amount: number): number => (ms > 0 ? amount / ms / 1e6 : 0);
  return {
    name,
    calls: all.length,
    ms,
    totalMs: sorted.reduce((sum, time) => sum + time, 0),
    gflops: perSecond(flops + transcendentals),
    gigabytes: perSecond(bytesRead + bytesWritten),
  };
}
