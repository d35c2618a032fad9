import { afterEach, describe, expect, test } from "vitest";
import type { BenchCase } from "../../runtime/bench/benchCase.ts";
import { hashed, hashedLabels } from "../../runtime/bench/hashed.ts";
import { Engine, type EngineSpec } from "./engine.ts";
import { type Kept, measure } from "./measure.ts";
import { duration, markdownTable, textTable } from "./table.ts";

/** An engine that only says what it was told to: `ms` for each iteration, and its first results. */
function fake(name: string, first: readonly number[], ms: number, slowToStart = false): EngineSpec {
  const script = `
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const request = JSON.parse(line);
      console.log("a greeting");
      if (request.prepare === "absent") console.log(JSON.stringify({ missing: "it has none" }));
      else if (request.prepare) console.log(JSON.stringify({ first: ${JSON.stringify(first)}, ms: ${ms} }));
      else if (request.measure) console.log(JSON.stringify({ figures: { steps: 3 } }));
      else if (request.run) console.log(JSON.stringify({ ms: request.run * ${ms} }));
      else process.exit(7);
    });`;
  return { name, command: [process.execPath, "-e", script], cwd: ".", env: {}, slowToStart };
}

const timed: BenchCase = {
  name: "case",
  about: "a case",
  kind: "time",
  work: { millions: 100, unit: "GFLOP/s" },
  make: () => ({ first: () => [], run: () => {} }),
};

const kept: Kept = new Map();
afterEach(() => {
  for (const engine of kept.values()) engine.close();
  kept.clear();
});

describe("measure()", () => {
  test("takes medians of an iteration, rates and differences", async () => {
    const got = await measure(timed, [fake("ours", [1, 2], 40), fake("peer", [1, 2.0001], 80, true)], kept);
    expect(got.times.ours).toEqual({ median: 40, least: 40, most: 40, rounds: 7 });
    expect(got.times.peer!.median).toBe(80);
    expect(got.rates).toEqual({ ours: 2.5, peer: 1.25 });
    expect(got.differences.peer).toBeCloseTo(5e-5, 7);
    expect(got.problems).toEqual([]);
    expect(kept.size).toBe(1); // slow to start: it serves the next case too
    expect(textTable([got], ["ours", "peer"]).split("\n")[1]).toMatch(
      /^case +40\.0 ms ±0 %, 2\.50 GFLOP\/s +80\.0 ms ±0 %, 1\.25 GFLOP\/s = 2\.00×$/,
    );
    expect(markdownTable([got], ["ours", "peer"])).toContain("- `case`: a case");
  });

  test("refuses to compare engines that compute something else", async () => {
    const got = await measure(timed, [fake("ours", [1], 50), fake("peer", [1.01], 50)], kept);
    expect(got.problems).toEqual(["peer computes [1.01], ours [1]: no fair comparison"]);
  });

  test("says which engines lack a case", async () => {
    const engines = [fake("ours", [1], 50), fake("peer", [1], 50)];
    const got = await measure({ ...timed, name: "absent" }, engines, kept);
    expect(got.times).toEqual({});
    expect(got.problems).toEqual(["ours: it has none", "peer: it has none"]);
  });

  test("starts a fresh process for each first call, and asks ours alone for figures of memory", async () => {
    const first = await measure({ ...timed, kind: "first" }, [fake("ours", [1], 12)], kept);
    expect(first.times.ours).toMatchObject({ median: 12, rounds: 5 });
    const memory = await measure({ ...timed, kind: "memory" }, [fake("ours", [1], 1), fake("peer", [1], 1)], kept);
    expect(memory.figures).toEqual({ steps: 3 });
  });
});

test("an engine that dies says how", async () => {
  const engine = new Engine(fake("ours", [], 1));
  await expect(engine.versions()).rejects.toThrow("Cannot run ours: it ended with exit code 7");
});

test("durations have three digits and a unit", () => {
  expect([0.00934, 0.2, 12.34, 2345].map(duration)).toEqual(["9.34 µs", "0.200 ms", "12.3 ms", "2.35 s"]);
});

test("hashed numbers are those of jaxPeer.py", () => {
  // printed by hashed((4,), 3, 2.0) and words(4, 21) >> 8, % 10 of tools/bench/peers/jaxPeer.py
  expect([...hashed(4, 3, 2)]).toEqual([
    -1.5521929264068604, -0.368577241897583, -0.2795240879058838, -1.7848937511444092,
  ]);
  expect([...hashedLabels(4, 21, 10)]).toEqual([6, 2, 7, 8]);
});
