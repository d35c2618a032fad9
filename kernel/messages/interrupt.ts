import { defineHandler, type Handler } from "./handler.ts";

/** Stops the running cell. The reply says that the kernel is at it; the cell's own reply tells when it has stopped. */
export const interrupt: Handler = defineHandler({
  type: "interrupt_request",
  channels: ["control", "shell"],
  parse: () => undefined,
  handle({ interpreter }) {
    interpreter.interrupt();
    return { status: "ok" };
  },
});
