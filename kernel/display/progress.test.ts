import { afterEach, beforeEach, expect, it } from "vitest";
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
