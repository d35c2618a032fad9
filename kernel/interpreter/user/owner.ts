/**
 * Which cell something belongs to, so that what a cell prints late still appears under it.
 *
 * Node's `AsyncLocalStorage` would know, but below Node 24 it is built on hooks around every promise, and a process that uses them
 * aborts when code is terminated after an `await`. So the owner is carried by hand through what cells can wait with (an await,
 * timers: carryOwner.ts); for any other callback the stack tells from which cell it comes.
 */
import { outermostFile } from "./stackTrace.ts";

const queue = queueMicrotask;
const ownerOfFile = new Map<string, string>();
let current: string | undefined;
let leaving = false;
/** The cells that run, oldest first. */
const running = new Set<string>();
let newest: string | undefined;

/** The cell that the code which runs now belongs to. */
export function currentOwner(): string | undefined {
  return current ?? ownerOfFile.get(outermostFile((file) => ownerOfFile.has(file)) ?? "") ?? newest;
}

/** The cell that a stack belongs to, by the files in it. */
export function ownerOf(files: readonly string[]): string | undefined {
  const file = files.findLast((candidate) => ownerOfFile.has(candidate));
  return file === undefined ? undefined : ownerOfFile.get(file);
}

/** A cell starts: code of `file` belongs to it from now on. */
export function startOwner(id: string, file: string): void {
  running.add(id);
  newest = id;
  ownerOfFile.set(file, id);
}

/** A cell has ended. What cannot be told to belong to a cell belongs to the newest that runs, or else to the last that ran. */
export function endOwner(id: string): void {
  running.delete(id);
  newest = [...running].at(-1) ?? newest;
}

/** No code of `file` can run any more. */
export function forgetOwner(file: string): void {
  ownerOfFile.delete(file);
}

/** Runs `body` on behalf of a cell. */
export function asOwner<T>(owner: string | undefined, body: () => T): T {
  const before = current;
  current = owner;
  try {
    return body();
  } finally {
    current = before;
  }
}

/** What runs from here to the end of this microtask belongs to `owner`. */
export function resumeOwner(owner: string | undefined): void {
  current = owner;
  if (leaving) return;
  leaving = true;
  queue(leave);
}

/** A terminated cell had no chance to leave. */
export function resetOwner(): void {
  current = undefined;
  leaving = false;
}

function leave(): void {
  current = undefined;
  leaving = false;
}
