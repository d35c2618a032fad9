import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { historyFolder, openHistory } from "./history.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("history", () => {
  it("goes over sessions: tail, range of an older one, search", () => {
    const first = openHistory(folder);
    first.addInput(1, "let a = 1");
    first.addInput(2, "a");
    first.addOutput(2, "1");
    const second = openHistory(folder);
    second.addInput(1, "a");
    expect(second.tail(2).map(({ session, line, input, output }) => [session, line, input, output])).toEqual([
      [1, 2, "a", "1"],
      [2, 1, "a", undefined],
    ]);
    expect(second.range(-1, 1, 2).map(({ input }) => input)).toEqual(["let a = 1"]);
    expect(second.range(1, 1, 9)).toHaveLength(2);
    expect(second.range(0, 1, 9).map(({ session }) => session)).toEqual([2]);
    expect(second.search("let*", 10, false)).toHaveLength(1);
    expect(second.search("a", 10, true)).toHaveLength(1);
    expect(second.search("[ab]", 10, false)).toHaveLength(2);
    expect(second.search("?", 1, false)).toMatchObject([{ session: 2 }]);
  });

  it("two kernels at once write into files of their own", () => {
    const [one, two] = [openHistory(folder), openHistory(folder)];
    one.addInput(1, "one");
    two.addInput(1, "two");
    one.addInput(2, "more");
    expect(readdirSync(folder)).toEqual(["000001.jsonl", "000002.jsonl"]);
    expect(
      openHistory(folder)
        .tail(9)
        .map(({ input }) => input),
    ).toEqual(["one", "more", "two"]);
  });

  it("a line that a crash cut short is left out", () => {
    writeFileSync(join(folder, "000007.jsonl"), '{"line":1,"input":"whole"}\n{"line":2,"inp');
    expect(openHistory(folder).tail(5)).toMatchObject([{ session: 7, input: "whole" }]);
  });

  it("where nothing can be written it lives in memory", () => {
    for (const place of [undefined, "/proc/no-such-place", join(folder, "file.jsonl", "x")]) {
      writeFileSync(join(folder, "file.jsonl"), "");
      const history = openHistory(place);
      history.addInput(1, "kept");
      expect(history.tail(1)).toMatchObject([{ input: "kept" }]);
    }
    chmodSync(folder, 0o700);
  });

  it("of a session in memory the last thousand cells are kept", () => {
    const history = openHistory(undefined);
    for (let line = 1; line <= 1500; line++) {
      history.addInput(line, `cell ${line}`);
      history.addOutput(line, String(line));
    }
    const kept = history.tail(5000);
    expect(kept).toHaveLength(1000);
    expect([kept[0], kept.at(-1)]).toMatchObject([
      { line: 501, input: "cell 501", output: "501" },
      { line: 1500, output: "1500" },
    ]);
  });

  it("of a session in a file nothing is kept in memory, until the file cannot be written any more", () => {
    const history = openHistory(folder);
    history.addInput(1, "in the file");
    history.addOutput(1, "out");
    expect(history.range(0, 1, 9)).toEqual([{ session: 1, line: 1, input: "in the file", output: "out" }]);
    rmSync(folder, { recursive: true });
    expect(history.tail(9)).toEqual([]);
    history.addInput(2, "in memory");
    history.addOutput(2, "still");
    expect(history.tail(9)).toEqual([{ session: 1, line: 2, input: "in memory", output: "still" }]);
  });

  it("is kept where the environment says", () => {
    expect(historyFolder({ NNXLAB_HISTORY: "memory" })).toBeUndefined();
    expect(historyFolder({ NNXLAB_HISTORY: "/h" })).toBe("/h");
  });
});
