/** How much memory this process has, and how much it may have: the machine's, a container's, or what `ulimit -d` or `prlimit --data` leaves it. */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** Memory at one moment. */
export interface MemoryUse {
  readonly residentBytes: number;
  /** The narrowest of the limits, with how much of what it counts there is. */
  readonly limit: { readonly bytes: number; readonly usedBytes: number; readonly of: keyof typeof limitNames };
}

/** What sets a limit. */
export const limitNames = {
  machine: "all that the machine has",
  container: "the limit of its container",
  data: "a limit of the process, as `ulimit -d` sets it",
} as const;

/** A function that measures; the limits are read once, because it is called at every cell. */
export function memoryMeter(): () => MemoryUse {
  const inMachine = totalmem();
  // 0, or more than there is, where nothing limits a container
  const inContainer = process.constrainedMemory() || Infinity;
  const ofData = procNumber("/proc/self/limits", /^Max data size +(\d+)/m);
  return () => {
    const residentBytes = process.memoryUsage.rss();
    const limits: MemoryUse["limit"][] = [
      { bytes: inMachine, usedBytes: residentBytes, of: "machine" },
      { bytes: inContainer, usedBytes: residentBytes, of: "container" },
    ];
    if (ofData !== undefined) {
      // in kB; what counts is what could be written, whether it was or not
      const usedBytes = (procNumber("/proc/self/status", /^VmData:\s*(\d+)/m) ?? 0) * 1024;
      limits.push({ bytes: ofData, usedBytes, of: "data" });
    }
    return { residentBytes, limit: limits.reduce((a, b) => (room(b) < room(a) ? b : a)) };
  };
}

function room({ bytes, usedBytes }: MemoryUse["limit"]): number {
  return bytes - usedBytes;
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
