import { defineHandler, type Handler } from "./handler.ts";

/**
 * Requests of the Debug Adapter Protocol. The kernelspec says that there is no debugger, so front ends do not ask; one that does
 * gets the protocol's own answer for what is not there.
 */
export const debug: Handler = defineHandler({
  type: "debug_request",
  channels: ["control", "shell"],
  parse: (content) => ({ seq: Number(content.seq ?? 0), command: String(content.command ?? "") }),
  handle: (_kernel, { seq, command }) => ({
    type: "response",
    request_seq: seq,
    seq,
    success: false,
    command,
    message: `Cannot run the debugger command \`${command}\`: this kernel has no debugger`,
  }),
});
