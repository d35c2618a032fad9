/**
 * Watches a box from outside: the memory of all its processes together, their number, and what it writes into the shared folder. The
 * limits of a single process do not see a submission that starts many.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Box } from "./isolation.ts";

/** Why a box was stopped. */
export type Excess = "memory" | "processes" | "files";

const interval = 150; // ms

/**
 * Starts watching; `onExcess` is called at most once. Where there is no /proc, nothing is seen.
 *
 * @param pid the first process of the box
 * @returns a function that stops watching
 */
export function watch(pid: number, box: Box, onExcess: (excess: Excess) => void): () => void {
  const timer = setInterval(() => {
    const excess = look(pid, box);
    if (!excess) return;
    clearInterval(timer);
    onExcess(excess);
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

function look(pid: number, { limits, folder }: Box): Excess | undefined {
  const pids = family(pid);
  if (pids.length > limits.processes) return "processes";
  if (pids.reduce((sum, one) => sum + residentBytes(one), 0) > limits.residentBytes) return "memory";
  return folderBytes(folder) > limits.fileBytes ? "files" : undefined;
}

/** A process and all that came from it, found by parent. */
export function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/** Memory that only this process holds: anonymous pages and shared memory, not mapped files. */
function residentBytes(pid: number): number {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  return (kilobytes("RssAnon") + kilobytes("RssShmem")) * 1024;
}

function folderBytes(folder: string): number {
  return list(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
}

function sizeOf(path: string): number {
  try {
    const found = statSync(path);
    return found.isDirectory() ? folderBytes(path) : found.size;
  } catch {
    return 0; // gone meanwhile
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
