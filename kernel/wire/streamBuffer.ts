/**
 * Text printed by a cell, joined into fewer messages: a loop that prints 20,000 lines becomes a handful. Text waits at most 30 ms,
 * and is sent before anything else that the kernel publishes, so that order is kept.
 */
import type { Header } from "./message.ts";

/** The streams of a process. */
export type StreamName = "stdout" | "stderr";

/** Joins printed text. */
export interface StreamBuffer {
  /** Adds text of one stream that belongs to the cell whose request is `parent`. */
  write(name: StreamName, text: string, parent: Header | undefined): void;
  /** Sends what is waiting. */
  flush(): void;
}

const longestWait = 30; // ms
const largestText = 64 * 1024; // characters

/** A buffer that hands joined text to `send`. */
export function createStreamBuffer(
  send: (name: StreamName, text: string, parent: Header | undefined) => void,
): StreamBuffer {
  let pending: { name: StreamName; parent: Header | undefined; parts: string[]; length: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = undefined;
    if (!pending) return;
    const { name, parent, parts } = pending;
    pending = undefined;
    send(name, parts.join(""), parent);
  }
  return {
    write(name, text, parent) {
      if (text === "") return;
      if (pending && (pending.name !== name || pending.parent !== parent)) flush();
      pending ??= { name, parent, parts: [], length: 0 };
      pending.parts.push(text);
      pending.length += text.length;
      if (pending.length >= largestText) flush();
      else timer ??= setTimeout(flush, longestWait);
    },
    flush,
  };
}
