/**
 * What the kernel is doing, on disk, so that the next kernel over the same connection file can say why this one ended. A process that is
 * killed, or whose memory is full, has no chance to say anything itself:
 *
 *     a cell starts ──▶ its number and text ──▶ memory, each second ──▶ it ends: idle ──▶ orderly end: the file is removed
 *
 * A kernel that starts and finds a cell in the file knows that the one before it ended in that cell. Of what, three things tell: Node's
 * report of a fatal error, the system's count of processes it killed for want of memory, and how much this one had.
 */
import { createHash } from "node:crypto";
import { closeSync, constants, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { makeFolder } from "./history.ts";
import type { Cell } from "./interpreter/interpreter.ts";

/** The journal of this kernel. */
export interface Journal {
  /** Begins to write, when this kernel is known to be the only one with its connection file. */
  open(): void;
  /** A cell runs; the result is to be called when it has ended. */
  cellStarts(cell: Cell): () => void;
  /** What became of the kernel before this one, if it did not end in order; given once. */
  takeObituary(): string | undefined;
  /** This kernel ends in order. */
  close(): void;
}

/** What is written. */
interface JournalRecord {
  readonly cell?: { readonly count: number; readonly code: string; readonly started: number };
  readonly now: number;
  readonly residentBytes: number;
  /** Processes that the system had killed for want of memory by then. */
  readonly killed: number;
}

const sampleEvery = 1000; // ms
const codeKept = 2000; // characters
/** This share of the machine's memory that makes a kernel the likely victim. */
const suspicious = 0.6;

/** A journal in `folder` for the kernels of one connection file; without a folder nothing is written. */
export function createJournal(folder: string | undefined, connectionFile: string, key: string): Journal {
  if (folder === undefined) return silent;
  const name = createHash("sha256").update(`${connectionFile}\n${key}`).digest("hex").slice(0, 24);
  const file = join(folder, `${name}.json`);
  const report = join(folder, `${name}.report.json`);
  let obituary: string | undefined;
  let handle: number | undefined;
  const running = new Set<NonNullable<JournalRecord["cell"]>>();
  let killed = killedBySystem();

  function write(): void {
    if (handle === undefined) return;
    const [cell] = running; // the one that has run for longest
    const record: JournalRecord = {
      ...(cell && { cell }),
      now: Date.now(),
      residentBytes: process.memoryUsage.rss(),
      killed,
    };
    try {
      writeSync(handle, `${JSON.stringify(record)}\n`, 0); // the first line counts; it is written in one go
    } catch {
      // The disk is full: then the next kernel knows less.
    }
  }

  return {
    open() {
      try {
        makeFolder(folder);
        obituary = readObituary(file, report);
        rmSync(report, { force: true });
        handle = openSync(file, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY, 0o600);
      } catch {
        return; // no folder to write to
      }
      write();
      // The process writes it when it runs out of memory, or into an error of its own that it cannot survive.
      Object.assign(process.report, {
        reportOnFatalError: true,
        directory: folder,
        filename: `${name}.report.json`,
        excludeNetwork: true,
      });
    },
    cellStarts({ count, code }) {
      const cell = { count, code: code.slice(0, codeKept), started: Date.now() };
      running.add(cell);
      write();
      const timer = setInterval(() => {
        killed = killedBySystem();
        write();
      }, sampleEvery).unref();
      return () => {
        clearInterval(timer);
        running.delete(cell);
        write();
      };
    },
    takeObituary() {
      const text = obituary;
      obituary = undefined;
      return text;
    },
    close() {
      if (handle === undefined) return;
      closeSync(handle);
      handle = undefined;
      rmSync(file, { force: true });
    },
  };
}

const silent: Journal = {
  open() {},
  cellStarts: () => () => {},
  takeObituary: () => undefined,
  close() {},
};

/** What the files of the kernel before tell; undefined when it ended in order, or while it had nothing to do. */
function readObituary(file: string, report: string): string | undefined {
  const record = readJson(file) as JournalRecord | undefined;
  const fatal = readJson(report) as FatalReport | undefined;
  if (!record || !(record.cell || fatal)) return undefined;
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

/** The parts of Node's report that are looked at. */
interface FatalReport {
  readonly header?: { readonly event?: string; readonly dumpEventTimeStamp?: number };
  readonly javascriptHeap?: { readonly usedMemory?: number; readonly memoryLimit?: number };
}

function causeOf({ residentBytes, killed }: JournalRecord, fatal: FatalReport | undefined): string {
  const size = gigabytes(residentBytes);
  if (fatal) {
    const { usedMemory = 0, memoryLimit = 0 } = fatal.javascriptHeap ?? {};
    const event = fatal.header?.event ?? "a fatal error";
    if (!/memory/i.test(event)) return `Node ended with a fatal error (${event})`;
    return `it ran out of memory (JavaScript's heap: ${gigabytes(usedMemory)} of at most ${gigabytes(memoryLimit)}; arrays of numbers are kept outside of it)`;
  }
  if (killedBySystem() > killed)
    return `the system's memory was full, and the system ended a process for it, most likely this one (it had ${size})`;
  if (residentBytes > suspicious * totalmem())
    return `it was killed, most likely because the system's memory was full (it had ${size} of ${gigabytes(totalmem())})`;
  return `it ended without a word (it had ${size}), as after a crash in native code, of a package or a driver, or when it is killed from outside`;
}

/** How many processes Linux has killed for want of memory since it started; 0 elsewhere. */
function killedBySystem(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
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
