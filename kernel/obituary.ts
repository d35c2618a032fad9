/** What a kernel's journal and Node's report of a fatal error tell of its end, in words. */
import { readFileSync } from "node:fs";
import { limitNames, type MemoryUse } from "./memoryUse.ts";

/** What the journal keeps. */
export interface JournalRecord {
  readonly cell?: { readonly count: number; readonly code: string; readonly started: number };
  readonly now: number;
  readonly memory: MemoryUse;
  /** Processes that the system had killed for want of memory by then. */
  readonly killed: number;
}

/** The share of a limit above which a process that ended without a word most likely wanted more. */
const suspicious = 0.6;

/** What the files of the kernel before tell; undefined when it ended in order, or while it had nothing to do. */
export function readObituary(file: string, report: string): string | undefined {
  const record = readJson(file) as JournalRecord | undefined;
  const fatal = readJson(report) as FatalReport | undefined;
  if (!record?.memory || !(record.cell || fatal)) return undefined;
  const { cell } = record;
  const lines = [`The kernel was restarted, and its variables are gone: ${causeOf(record, fatal)}`];
  if (cell) {
    const seconds = Math.max(0, (fatal?.header?.dumpEventTimeStamp ?? record.now) - cell.started) / 1000;
    const [line = "", ...rest] = cell.code.trimEnd().split("\n");
    lines[0] += `, while cell [${cell.count}] ran${seconds >= 1 ? ` (for ${Math.round(seconds)} s)` : ""}:`;
    lines.push(`    ${line.slice(0, 120)}${rest.length > 0 || line.length > 120 ? " …" : ""}`);
  } else {
    lines[0] += `, after the last cell had ended.`;
  }
  return `${lines.join("\n")}\n`;
}

/** How many processes Linux has killed for want of memory since it started; 0 elsewhere. */
export function killedBySystem(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The parts of Node's report that are looked at. */
interface FatalReport {
  readonly header?: { readonly event?: string; readonly dumpEventTimeStamp?: number };
  readonly javascriptHeap?: {
    readonly usedMemory?: number;
    readonly memoryLimit?: number;
    readonly externalMemory?: number;
  };
}

function causeOf({ memory, killed }: JournalRecord, fatal: FatalReport | undefined): string {
  const { residentBytes, limit } = memory;
  const size = gigabytes(residentBytes);
  const isNearLimit = limit.usedBytes > suspicious * limit.bytes;
  const ofLimit = `${gigabytes(limit.usedBytes)} of at most ${gigabytes(limit.bytes)}, which is ${limitNames[limit.of]}`;
  if (fatal) return causeOfFatal(fatal, isNearLimit ? ofLimit : undefined);
  if (killedBySystem() > killed) {
    const whose = limit.of === "container" ? "its container's" : "the system's";
    return `${whose} memory was full, and the system ended a process for it, most likely this one (it had ${size})`;
  }
  if (isNearLimit) return `it ended without a word, most likely because its memory was full (it had ${ofLimit})`;
  return `it ended without a word (it had ${size}), as after a crash in native code, of a package or a driver, or when it is killed from outside`;
}

/** Of memory: JavaScript's heap has a limit of its own; the process reached its, if it was near one and V8 does not say that it was the heap's. */
function causeOfFatal({ header, javascriptHeap }: FatalReport, nearLimit: string | undefined): string {
  const event = header?.event ?? "a fatal error";
  if (!/memory/i.test(event)) return `Node ended with a fatal error (${event})`;
  const { usedMemory = 0, memoryLimit = 0, externalMemory = 0 } = javascriptHeap ?? {};
  const heap = `JavaScript's heap: ${gigabytes(usedMemory)}`;
  return nearLimit === undefined || /heap limit/i.test(event)
    ? `it ran out of memory (${heap} of at most ${gigabytes(memoryLimit)}; arrays of numbers are kept outside of it)`
    : `it ran out of memory (${heap}, buffers outside of it: ${gigabytes(externalMemory)}; a moment before, it had ${nearLimit})`;
}

function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** The first line of a file as JSON, or all of it; undefined when there is none, or a file cut off in the middle. */
function readJson(file: string): unknown {
  try {
    const text = readFileSync(file, "utf8");
    const [first] = text.split("\n", 1);
    return JSON.parse(first!.startsWith("{") && first!.length > 1 ? first! : text);
  } catch {
    return undefined;
  }
}
