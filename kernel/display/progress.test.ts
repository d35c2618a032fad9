import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setHost } from "./host.ts";
import { progress } from "./progress.ts";

let published: { type: string; text: string; id: string }[];
beforeEach(() => {
  published = [];
  setHost({
    publish(type, content) {
      const { data, transient } = content as { data: Record<string, string>; transient: { display_id: string } };
      published.push({ type, text: data["text/plain"]!, id: transient.display_id });
    },
    input: () => "",
    owner: () => undefined,
    asOwner: (_, body) => body(),
  });
});
afterEach(() => setHost(undefined));

it("gives every item, and one output that ends full", () => {
  expect([...progress(new Set([1, 2, 3]), { label: "set" })]).toEqual([1, 2, 3]);
  expect(published.map(({ type }) => type)).toEqual(["display_data", "update_display_data"]);
  expect(new Set(published.map(({ id }) => id)).size).toBe(1);
  expect(published.at(-1)!.text).toMatch(/^set ━{30} 3\/3 · /);
});

it("ends when the loop is left early or throws", () => {
  for (const _ of progress([1, 2, 3, 4])) break;
  expect(published.at(-1)!.text).toMatch(/^─{30} 0\/4$|^─{30} 0\/4 ·/);
  expect(() => {
    for (const _ of progress([1])) throw new Error("x");
  }).toThrow("x");
  expect(published).toHaveLength(4);
});

it("async iterables, of unknown length", async () => {
  async function* items(): AsyncGenerator<number> {
    yield 1;
    yield 2;
  }
  const got: number[] = [];
  for await (const item of progress(items())) got.push(item);
  expect(got).toEqual([1, 2]);
  expect(published.at(-1)!.text).toMatch(/^━{30} 2 · /);
  expect(() => [...progress(items())]).toThrow("for await");
});

it("a bar inside another has one place below it, whatever their number", () => {
  for (const _ of progress(3, { label: "epoch" })) for (const _ of progress(2, { label: "batch" }));
  const [outer, inner] = ["epoch", "batch"].map((label) => published.filter(({ text }) => text.startsWith(label)));
  expect(new Set(outer!.map(({ id }) => id)).size).toBe(1);
  expect(new Set(inner!.map(({ id }) => id)).size).toBe(1);
  expect(published.filter(({ type }) => type === "display_data")).toHaveLength(2);
  expect(outer!.at(-1)!.text).toMatch(/^epoch ━{30} 3\/3 · /);
  for (const _ of progress(1)); // afterwards a new one has a place of its own
  expect(published.filter(({ type }) => type === "display_data")).toHaveLength(3);
});

it("a note stands behind the bar; a number counts from 0", () => {
  const steps = progress(4, { total: 8 });
  const seen: number[] = [];
  for (const step of steps) {
    seen.push(step);
    steps.note = `loss ${1 / (step + 1)}`;
  }
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(published.at(-1)!.text).toMatch(/^━{15}─{15} 4\/8 · .* · loss 0\.25$/);
  expect(() => progress(1.5)).toThrow("Cannot count to 1.5");
});

it("on a terminal each has a line; without one nothing is drawn", () => {
  setHost(undefined);
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const { isTTY } = process.stderr;
  try {
    process.stderr.isTTY = true;
    for (const _ of progress(1, { label: "a" })) for (const _ of progress(1, { label: "b" }));
    process.stderr.isTTY = false;
    for (const _ of progress(1, { label: "c" }));
  } finally {
    process.stderr.isTTY = isTTY;
    write.mockRestore();
  }
  const text = written.join("");
  const bar = (label: string): string => `\r${label} ${"─".repeat(30)} 0/1\x1b[K`;
  expect(written.slice(0, 2)).toEqual([`${bar("a")}\r`, `\n${bar("b")}\x1b[1A\r`]);
  expect(text.endsWith("\n\n")).toBe(true);
  expect(text).not.toContain("c ");
});
