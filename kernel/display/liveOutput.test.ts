import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { displaysFinished, setHost } from "./host.ts";
import { createLiveOutput, draftSymbol } from "./liveOutput.ts";

const cell = "cell";
let published: string[];
beforeEach(() => {
  vi.useFakeTimers();
  published = [];
  setHost({
    publish(type, content) {
      const { data } = content as { data: Record<string, string> };
      published.push(`${type === "display_data" ? "new" : "again"} ${data["text/plain"]}`);
    },
    input: () => "",
    owner: () => cell,
    asOwner: (_, body) => body(),
  });
});
afterEach(async () => {
  await displaysFinished(cell);
  setHost(undefined);
  vi.useRealTimers();
});

/** A value that is ready at once as a draft, and whole after a while. */
const slow = (name: string, takes = 0): object => ({
  [draftSymbol]() {
    vi.advanceTimersByTime(takes);
    return { "text/plain": `draft ${name}` };
  },
  [Symbol.for("Jupyter.display")]: async () => {
    await Promise.resolve();
    return { "text/plain": `whole ${name}` };
  },
});

it("frames keep their distance, and the last one comes", () => {
  const live = createLiveOutput("a");
  live.show(0);
  for (let i = 1; i <= 1000; i++) {
    live.update(i);
    vi.advanceTimersByTime(1);
  }
  expect(published[0]).toBe("new 0");
  expect(published.length).toBeGreaterThan(8);
  expect(published.length).toBeLessThan(12);
  vi.advanceTimersByTime(100);
  expect(published.at(-1)).toBe("again 1000");
});

it("what takes long to draw is drawn less often", () => {
  const live = createLiveOutput("b");
  live.show("start");
  for (let i = 0; i < 100; i++) {
    vi.advanceTimersByTime(10);
    live.update(slow(`${i}`, 100));
  }
  expect(published.length).toBeLessThanOrEqual(4); // 100 ms each, then 500 ms of quiet, in 1000 ms and more
});

it("a draft is made whole when the cell ends, and a late whole one does not replace what came after it", async () => {
  const live = createLiveOutput("c");
  live.show(slow("first"));
  vi.advanceTimersByTime(200);
  live.update(slow("second"));
  expect(published).toEqual(["new draft second"]);
  await displaysFinished(cell);
  expect(published).toEqual(["new draft second", "again whole second"]);
  await displaysFinished(cell);
  expect(published).toHaveLength(2);
});

it("a function is called when there is room for a frame", async () => {
  const live = createLiveOutput("d");
  let made = 0;
  live.show("start");
  for (let i = 0; i < 50; i++) live.update(() => `made ${++made}`);
  expect(made).toBe(0);
  await displaysFinished(cell);
  expect(published).toEqual(["new 'start'", "again 'made 1'"]);
});
