import { optional } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** The line that a user typed for `input()`. */
export const inputReply: Handler = defineHandler({
  type: "input_reply",
  channels: ["stdin"],
  quiet: true,
  parse: (content) => ({ value: optional(content, "value", "string", "") }),
  handle(kernel, { value }, { message }) {
    kernel.answerInput(value, message.parent.msg_id);
    return undefined;
  },
});
