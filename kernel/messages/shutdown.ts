import { optional } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** Ends the kernel. Clients send it before a restart too, and start the new process themselves. */
export const shutdown: Handler = defineHandler({
  type: "shutdown_request",
  channels: ["shell", "control"],
  parse: (content) => ({ restart: optional(content, "restart", "boolean", false) }),
  handle(kernel, { restart }, { message }) {
    const reply = { status: "ok", restart };
    kernel.publish("shutdown_reply", reply, message.header); // every client hears of it
    kernel.stop();
    return reply;
  },
});
