import { required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** Whether a console should run what was typed, or ask for another line. */
export const isComplete: Handler = defineHandler({
  type: "is_complete_request",
  channels: ["shell"],
  parse: (content) => ({ code: required(content, "code", "string") }),
  handle: async ({ interpreter }, { code }) => ({ ...(await interpreter.isComplete(code)) }),
});
