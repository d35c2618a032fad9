/**
 * Comms connect objects in a page, such as widgets, with objects in the kernel. They are answered while a cell runs, as far as the
 * cell lets its thread go: a slider moves a value that a training loop reads at its next `await`.
 */
import type { CommEvent } from "../interpreter/interpreter.ts";
import type { Content } from "../wire/message.ts";
import { optional, required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** A page opens a comm. */
export const commOpen: Handler = forwarded("comm_open", "open");

/** A page sends to a comm. */
export const commMessage: Handler = forwarded("comm_msg", "message");

/** A page closes a comm. */
export const commClose: Handler = forwarded("comm_close", "close");

/** Which comms are open. */
export const commInfo: Handler = defineHandler({
  type: "comm_info_request",
  channels: ["shell"],
  parse: (content) => ({ target: optional(content, "target_name", "string", "") }),
  handle(kernel, { target }) {
    const wanted = [...kernel.interpreter.comms].filter(([, name]) => target === "" || name === target);
    return { status: "ok", comms: Object.fromEntries(wanted.map(([id, name]) => [id, { target_name: name }])) };
  },
});

function forwarded(type: string, kind: CommEvent["kind"]): Handler {
  return defineHandler<Pick<CommEvent, "id" | "target" | "data">>({
    type,
    channels: ["shell"],
    printing: true,
    parse: (content) => ({
      id: required(content, "comm_id", "string"),
      target: kind === "open" ? required(content, "target_name", "string") : "",
      data: (content.data ?? {}) as Content,
    }),
    async handle({ interpreter }, fields, { message }) {
      const { header, metadata, buffers } = message;
      await interpreter.comm(header.msg_id, { kind, ...fields, metadata, buffers });
      return undefined;
    },
  });
}
