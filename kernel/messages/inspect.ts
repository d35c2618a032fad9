import { toUnits } from "./codePoints.ts";
import { optional, required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** What is known about the name at the cursor: its type and documentation. */
export const inspect: Handler = defineHandler({
  type: "inspect_request",
  channels: ["shell"],
  parse(content) {
    const code = required(content, "code", "string");
    const level: 0 | 1 = optional(content, "detail_level", "number", 0) === 1 ? 1 : 0;
    return { code, cursor: toUnits(code, optional(content, "cursor_pos", "number", code.length)), level };
  },
  async handle({ interpreter }, { code, cursor, level }) {
    const found = await interpreter.inspect(code, cursor, level);
    return { status: "ok", found: found !== undefined, data: found?.data ?? {}, metadata: found?.metadata ?? {} };
  },
});
