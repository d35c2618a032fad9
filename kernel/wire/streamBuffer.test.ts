import { expect, it, vi } from "vitest";
import { createEnvelope } from "./envelope.ts";
import type { Header } from "./message.ts";
import { createStreamBuffer } from "./streamBuffer.ts";

const header = (): Header => createEnvelope("t").make("execute_request", {}).header;

it("joins text of one stream and cell, keeps order between them, and loses nothing", () => {
  const sent: [string, string, Header | undefined][] = [];
  const buffer = createStreamBuffer((...text) => sent.push(text));
  const [a, b] = [header(), header()];
  for (let i = 0; i < 100; i++) buffer.write("stdout", "x", a);
  buffer.write("stderr", "e", a);
  buffer.write("stderr", "", a);
  buffer.write("stderr", "f", b);
  buffer.flush();
  buffer.flush();
  expect(sent).toEqual([
    ["stdout", "x".repeat(100), a],
    ["stderr", "e", a],
    ["stderr", "f", b],
  ]);
});

it("sends by itself after a moment, and at once when there is much", () => {
  vi.useFakeTimers();
  const sent: number[] = [];
  const buffer = createStreamBuffer((_, text) => sent.push(text.length));
  buffer.write("stdout", "short", undefined);
  vi.advanceTimersByTime(29);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(sent).toEqual([5]);
  buffer.write("stdout", "y".repeat(70_000), undefined);
  expect(sent).toEqual([5, 70_000]);
  vi.useRealTimers();
});
