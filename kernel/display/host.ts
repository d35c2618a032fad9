/**
 * Where displayed things go. Inside the kernel, the thread that runs cells sets a host that publishes them (interpreter/user);
 * in a plain program there is none, and their text is printed.
 */
import type { Content } from "../wire/message.ts";

/** What showing needs of the kernel. */
export interface DisplayHost {
  /** Publishes a message for the cell that runs now. */
  publish(messageType: string, content: Content, metadata: Content, buffers?: readonly Uint8Array[]): void;
  /** Asks the user for a line and waits for it. */
  input(prompt: string, password: boolean): string;
}

let current: DisplayHost | undefined;
const unfinished = new Set<Promise<void>>();

/** Makes `host` the one that shows things; undefined: print their text. */
export function setHost(host: DisplayHost | undefined): void {
  current = host;
}

/** The kernel, or undefined in a plain program. */
export function displayHost(): DisplayHost | undefined {
  return current;
}

/** Remembers a display that is still being drawn: a cell ends when its displays are out. */
export function trackDisplay(display: Promise<void>): void {
  unfinished.add(display);
  void display.finally(() => unfinished.delete(display)).catch(() => {});
}

/** Nobody waits any more for what is still being drawn. */
export function abandonDisplays(): void {
  unfinished.clear();
}

/** Resolves when everything displayed so far is out; failures have been reported by then. */
export async function displaysFinished(): Promise<void> {
  while (unfinished.size > 0) await Promise.allSettled([...unfinished]);
}
