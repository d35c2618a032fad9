/**
 * What the kernel is doing, on disk, so that the next kernel over the same connection file can say why this one ended. A process that is
 * killed, or whose memory is full, has no chance to say anything itself:
 *
 *     a cell starts ──▶ its number and text ──▶ memory, each second ──▶ it ends: idle ──▶ orderly end: the file is removed
 *
 * A kernel that starts and finds a cell in the file knows that the one before it ended in that cell. Of what, three things tell: Node's
 * report of a fatal error, the system's count of processes it killed for want of memory, and how much this one had (`obituary.ts`).
 */
import { createHash } from "node:crypto";
import { closeSync, constants, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./history.ts";
import type { Cell } from "./interpreter/interpreter.ts";
import { memoryMeter } from "./memoryUse.ts";
import { type JournalRecord, killedBySystem, readObituary } from "./obituary.ts";

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

/** A loop fills gigabytes in a second: what is written must not be much older than the end. */
const sampleEvery = 250; // ms
const codeKept = 2000; // characters

/** A journal in `folder` for the kernels of one connection file; without a folder nothing is written. */
export function createJournal(folder: string | undefined, connectionFile: string, key: string): Journal {
  if (folder === undefined) return silent;
  const name = createHash("sha256").update(`${connectionFile}\n${key}`).digest("hex").slice(0, 24);
  const file = join(folder, `${name}.json`);
  const report = join(folder, `${name}.report.json`);
  let obituary: string | undefined;
  let handle: number | undefined;
  const measure = memoryMeter();
  let killed = killedBySystem();
  const running = new Set<NonNullable<JournalRecord["cell"]>>();

  function write(): void {
    if (handle === undefined) return;
    const [cell] = running; // the one that has run for longest
    const record: JournalRecord = {
      ...(cell && { cell }),
      now: Date.now(),
      memory: measure(),
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
