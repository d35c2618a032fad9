import type { HistoryEntry } from "../history.ts";
import { optional, required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** Cells that were run: the last ones, a range of a session, or those that match a pattern. */
export const history: Handler = defineHandler({
  type: "history_request",
  channels: ["shell"],
  parse(content) {
    const output = optional(content, "output", "boolean", false);
    const kind = required(content, "hist_access_type", "string");
    const n = optional(content, "n", "number", 10);
    switch (kind) {
      case "tail":
        return { output, find: (h: Lookup) => h.tail(n) };
      case "range": {
        const session = optional(content, "session", "number", 0);
        const start = optional(content, "start", "number", 1);
        const stop = optional(content, "stop", "number", Number.POSITIVE_INFINITY);
        return { output, find: (h: Lookup) => h.range(session, start, stop) };
      }
      case "search": {
        const pattern = optional(content, "pattern", "string", "*");
        const unique = optional(content, "unique", "boolean", false);
        return { output, find: (h: Lookup) => h.search(pattern, optional(content, "n", "number", 1000), unique) };
      }
      default:
        throw new RangeError(
          `Cannot handle the message: \`hist_access_type\` must be "tail", "range" or "search", got "${kind}"`,
        );
    }
  },
  handle: (kernel, { output, find }) => ({
    status: "ok",
    history: find(kernel.history).map(({ session, line, input, output: shown }) => [
      session,
      line,
      output ? [input, shown ?? null] : input,
    ]),
  }),
});

interface Lookup {
  tail(n: number): readonly HistoryEntry[];
  range(session: number, start: number, stop: number): readonly HistoryEntry[];
  search(pattern: string, n: number, unique: boolean): readonly HistoryEntry[];
}
