/** How much memory this process has, and how much it may have: the machine's, a container's, or what `ulimit -d` or `prlimit --data` leaves it. */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** Memory at one moment. */
export interface MemoryUse {
  readonly residentBytes: number;
  /** The narrowest of the limits, with how much of what it counts there is. */
  readonly limit: { readonly bytes: number; readonly usedBytes: number; readonly of: keyof typeof limitNames };
}

/** What sets a limit, in words that follow "may have". */
export const limitNames = {
  machine: "all that the machine has",
  container: "the limit of its container",
  data: "a limit of the process, as `ulimit -d` sets it",
} as const;

/** Now. Takes some 30 µs. */
export function memoryUse(): MemoryUse {
  const residentBytes = process.memoryUsage.rss();
  const machine = { bytes: totalmem(), usedBytes: residentBytes, of: "machine" } as const;
  // 0, or more than there is, where nothing limits a container
  const container = {
    bytes: process.constrainedMemory?.() || Infinity,
    usedBytes: residentBytes,
    of: "container",
  } as const;
  const all: MemoryUse["limit"][] = [machine, container];
  const dataLimit = procNumber("/proc/self/limits", /^Max data size +(\d+)/m);
  if (dataLimit !== undefined) {
    // in kB; what counts is what could be written, whether it was or not
    const usedBytes = (procNumber("/proc/self/status", /^VmData:\s*(\d+)/m) ?? 0) * 1024;
    all.push({ bytes: dataLimit, usedBytes, of: "data" });
  }
  return { residentBytes, limit: all.reduce((a, b) => (b.bytes - b.usedBytes < a.bytes - a.usedBytes ? b : a)) };
}

/** A number out of a file that Linux has, and other systems have not. */
function procNumber(file: string, pattern: RegExp): number | undefined {
  try {
    const [, digits] = pattern.exec(readFileSync(file, "utf8")) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}
