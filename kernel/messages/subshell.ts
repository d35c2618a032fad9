/** Subshells: queues of their own, whose cells run while one of the main shell waits. */
import { required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** Makes a subshell. */
export const createSubshell: Handler = defineHandler({
  type: "create_subshell_request",
  channels: ["control"],
  parse: () => undefined,
  handle: (kernel) => ({ status: "ok", subshell_id: kernel.createSubshell() }),
});

/** Takes a subshell away: its waiting cells are aborted, and the one that runs stops where it next waits. */
export const deleteSubshell: Handler = defineHandler({
  type: "delete_subshell_request",
  channels: ["control"],
  parse: (content) => ({ id: required(content, "subshell_id", "string") }),
  handle(kernel, { id }) {
    kernel.deleteSubshell(id);
    return { status: "ok" };
  },
});

/** The subshells there are. */
export const listSubshells: Handler = defineHandler({
  type: "list_subshell_request",
  channels: ["control"],
  parse: () => undefined,
  handle: (kernel) => ({ status: "ok", subshell_id: kernel.subshells }),
});
