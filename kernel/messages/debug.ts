import type { DebugRequest } from "../debugger/dap.ts";
import type { Content } from "../wire/message.ts";
import { defineHandler, type Handler } from "./handler.ts";

/**
 * Requests of the Debug Adapter Protocol, carried as they are. They are answered while a cell runs, and while it stands still; a
 * language without a debugger says so in the protocol's own terms.
 */
export const debug: Handler = defineHandler({
  type: "debug_request",
  channels: ["control", "shell"],
  parse: (content): DebugRequest => ({
    seq: Number(content.seq ?? 0),
    command: String(content.command ?? ""),
    arguments: isRecord(content.arguments) ? content.arguments : {},
  }),
  async handle({ interpreter }, request) {
    if (interpreter.debug) return { ...(await interpreter.debug(request)) };
    const { seq, command } = request;
    return {
      type: "response",
      seq,
      request_seq: seq,
      command,
      success: false,
      message: `Cannot run the debugger command \`${command}\`: this kernel has no debugger`,
    };
  },
});

function isRecord(value: unknown): value is Content {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
