import { expect, it } from "vitest";
import type { Message } from "../wire/message.ts";
import { widgetStates } from "./widgetStates.ts";

it("keeps the last state of each widget, with its bytes, and nothing of other comms", () => {
  let publish: (message: Message) => void = () => {};
  const states = widgetStates({
    onPublished(listener) {
      publish = listener;
      return () => {
        publish = () => {};
      };
    },
  });
  const say = (msg_type: string, content: Message["content"], ...buffers: Uint8Array[]): void =>
    publish({ header: { msg_type }, content, buffers } as unknown as Message);
  expect(states.take()).toBeUndefined();

  const model = { _model_name: "AnyModel", _model_module: "anywidget", _model_module_version: "*" };
  const bytes = { method: "update", state: { value: 2 }, buffer_paths: [["image", 0]] };
  say("comm_open", { comm_id: "a", target_name: "jupyter.widget", data: { state: { ...model, value: 1 } } });
  say("comm_open", { comm_id: "b", target_name: "mine", data: { state: model } });
  say("comm_msg", { comm_id: "a", data: bytes }, Buffer.from([1, 2, 3]));
  say("comm_msg", { comm_id: "a", data: bytes }, Buffer.from([255]));
  say("comm_msg", { comm_id: "a", data: { method: "custom", content: {} } });
  say("comm_msg", { comm_id: "b", data: { method: "update", state: { value: 9 } } });
  states.stop();
  say("comm_msg", { comm_id: "a", data: { method: "update", state: { value: 3 } } });
  expect(states.take()).toEqual({
    "application/vnd.jupyter.widget-state+json": {
      version_major: 2,
      version_minor: 0,
      state: {
        a: {
          model_name: "AnyModel",
          model_module: "anywidget",
          model_module_version: "*",
          state: { ...model, value: 2 },
          buffers: [{ encoding: "base64", path: ["image", 0], data: "/w==" }],
        },
      },
    },
  });
});
