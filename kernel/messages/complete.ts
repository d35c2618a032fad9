import { toPoints, toUnits } from "./codePoints.ts";
import { optional, required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** Completions at the cursor, with the kinds that JupyterLab turns into icons. */
export const complete: Handler = defineHandler({
  type: "complete_request",
  channels: ["shell"],
  parse(content) {
    const code = required(content, "code", "string");
    return { code, cursor: toUnits(code, optional(content, "cursor_pos", "number", code.length)) };
  },
  async handle({ interpreter }, { code, cursor }) {
    const { matches, ...range } = await interpreter.complete(code, cursor);
    const start = toPoints(code, range.start);
    const end = toPoints(code, range.end);
    return {
      status: "ok",
      matches: matches.map(({ text }) => text),
      cursor_start: start,
      cursor_end: end,
      metadata: {
        _jupyter_types_experimental: matches.map((match) => ({ start, end, ...match })),
      },
    };
  },
});
