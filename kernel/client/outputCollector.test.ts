import { expect, it } from "vitest";
import { createOutputCollector } from "./outputCollector.ts";

it("joins streams, replaces displays by name, clears at once or later", () => {
  const displays = new Map();
  const { outputs, take } = createOutputCollector(displays);
  take("stream", { name: "stdout", text: "a" });
  take("stream", { name: "stdout", text: "b" });
  take("stream", { name: "stderr", text: "c" });
  take("display_data", { data: { "text/plain": "1" }, metadata: {}, transient: { display_id: "d" } });
  expect(outputs).toHaveLength(3);
  const other = createOutputCollector(displays);
  expect(
    other.take("update_display_data", { data: { "text/plain": "2" }, metadata: {}, transient: { display_id: "d" } })!
      .updated,
  ).toBe(true);
  expect(outputs[2]).toMatchObject({ output_type: "display_data", data: { "text/plain": "2" } });
  take("clear_output", { wait: true });
  expect(outputs).toHaveLength(3);
  take("stream", { name: "stderr", text: "new" });
  expect(outputs).toEqual([{ output_type: "stream", name: "stderr", text: "new" }]);
  take("clear_output", { wait: false });
  expect(outputs).toEqual([]);
  expect(take("status", { execution_state: "idle" })).toBeUndefined();
});
