import { describe, expect, test } from "vitest";
import type { KernelFigures } from "../../kernel/bench/kernelLife.ts";
import { kernelNotes, kernelTable } from "./kernelTable.ts";

const measured = new Map<string, KernelFigures[]>([
  ["ours", [2, 30.4, 4].map((warm) => ({ values: { warm, start: 100 * warm }, notes: [] }))],
  [
    "peer",
    [
      { values: {}, notes: ["19,496 of 20,000 lines are lost", "inspection finds nothing"] },
      { values: { warm: 9 }, notes: ["7 of 20,000 lines are lost"] },
    ],
  ],
]);

describe("kernelTable()", () => {
  test("has a row a figure with target, median and range, and a dash for what a kernel cannot do", () => {
    const lines = kernelTable(measured).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "|  | target | ours | peer |",
      "| --- | ---: | ---: | ---: |",
      "| start to idle | ≤ 700 | 400 (200–3040) | – |",
    ]);
    expect(lines).toContain("| `1 + i` | ≤ 8 | 4.0 (2.0–30) | 9.0 (9.0–9.0) |");
  });

  test("says what kernels could not do, and in how many rounds", () => {
    expect(kernelNotes(measured)).toEqual([
      "peer: some of 20,000 lines are lost (2 of 2 rounds)",
      "peer: inspection finds nothing (1 of 2 rounds)",
    ]);
  });
});
