/**
 * Comms connect widgets in a page with objects in the kernel. No target is registered here, so a comm that a page opens is closed
 * again, which is what the protocol asks for, and messages for unknown comms are dropped.
 */
import { required } from "./fields.ts";
import { defineHandler, type Handler } from "./handler.ts";

/** A page opens a comm. */
export const commOpen: Handler = defineHandler({
  type: "comm_open",
  channels: ["shell"],
  queued: true,
  parse: (content) => ({ id: required(content, "comm_id", "string") }),
  handle(kernel, { id }, { message }) {
    kernel.publish("comm_close", { comm_id: id, data: {} }, message.header);
    return undefined;
  },
});

/** A page sends to a comm. */
export const commMessage: Handler = ignored("comm_msg");

/** A page closes a comm. */
export const commClose: Handler = ignored("comm_close");

/** Which comms are open. */
export const commInfo: Handler = defineHandler({
  type: "comm_info_request",
  channels: ["shell"],
  parse: () => undefined,
  handle: () => ({ status: "ok", comms: {} }),
});

function ignored(type: string): Handler {
  return defineHandler({
    type,
    channels: ["shell"],
    queued: true,
    parse: (content) => ({ id: required(content, "comm_id", "string") }),
    handle: () => undefined,
  });
}
