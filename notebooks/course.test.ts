/**
 * The course as it is committed: up to date with its Markdown, its numbers those of JAX; and run anew through the real kernel, with
 * the same outputs.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildCourse } from "./build/build.ts";
import { execute } from "./build/execute.ts";
import { codeCells } from "./build/outputs.ts";
import { type Notebook, type Output, parseNotebook } from "./nbformat.ts";
import { projectRoot } from "./projectRoot.ts";

const path = "notebooks/02-basic-training.ipynb";
const committed = parseNotebook(readFileSync(join(projectRoot, path), "utf8"), path);
const built = existsSync(join(projectRoot, "dist/bundle/kernel/main.js"));

/** What a notebook prints and shows as text. */
function textOf(notebook: Notebook): string {
  const plain = (output: Output): string =>
    output.output_type === "stream"
      ? output.text
      : "data" in output
        ? String(output.data["text/plain"] ?? "")
        : `${output.ename}`;
  return codeCells(notebook).flatMap((cell) => cell.outputs.map(plain)).join("\n"); // biome-ignore format: one step
}

const numbersIn = (text: string): number[] =>
  [...text.matchAll(/-?\d+\.\d+(?:e[+-]?\d+)?/g)].map(([number]) => Number(number));
const relative = (got: number, want: number): number => Math.abs(got / want - 1);

/** Printed by real JAX, Flax and Optax (jax 0.10.2, flax 0.12.8, optax 0.2.8, CPU) for the code of slides 6, 8 and 12. */
const jax = {
  weights: [0.3384199, -0.3066546, -0.25439018, -0.39165202, -0.29513538, 0.3040133, 0.31662476, -0.09913256, -0.1854612, 0.09222803],
  lossAndNorm: [1.9037764072418213, 2.1663742065429688],
  losses: [
    1.9037764072418213, 1.6896336078643799, 1.5144407749176025, 1.3730170726776123, 1.259237289428711, 1.1664122343063354,
    1.0902472734451294, 1.027147650718689, 0.9738212823867798, 0.9285696148872375, 0.889763355255127,
  ],
}; // biome-ignore format: tables

describe("the committed course", () => {
  it("is what its Markdown gives", async () => {
    expect((await buildCourse({ check: true })).stale).toEqual([]);
  });

  it("says which slide each section is, and in order", () => {
    const headings = committed.cells.flatMap((cell) =>
      cell.cell_type === "markdown" ? [...(/^## Slide (\d+) · /m.exec(cell.source)?.slice(1) ?? [])] : [],
    );
    expect(headings.map(Number)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("prints the numbers of JAX", () => {
    const text = textOf(committed);
    const weights = numbersIn(text.slice(text.indexOf("linear1: ["), text.indexOf("loss ")));
    const [loss, norm] = numbersIn(text.slice(text.indexOf("loss "), text.indexOf("gradient norm") + 30));
    const losses = numbersIn(text.slice(text.indexOf("Step 1,"), text.indexOf("largest")));
    expect(weights).toEqual(jax.weights);
    expect([loss!, norm!].map((x, i) => relative(x, jax.lossAndNorm[i]!)).every((error) => error <= 2e-6)).toBe(true);
    expect(losses).toHaveLength(jax.losses.length);
    expect(Math.max(...losses.map((x, i) => relative(x, jax.losses[i]!)))).toBeLessThanOrEqual(2e-6);
  });

  it("draws a Vega-Lite chart of our loss against JAX's, with a text twin", () => {
    const charts = codeCells(committed).flatMap((cell) =>
      cell.outputs.flatMap((output) =>
        "data" in output && output.data["application/vnd.vegalite.v5+json"] ? [output.data] : [],
      ),
    );
    expect(charts).toHaveLength(1);
    expect(JSON.stringify(charts[0]!["application/vnd.vegalite.v5+json"])).toContain('"run":"JAX"');
    expect(charts[0]!["text/plain"]).toContain("Slide 12");
  });

  it("marks every slide whose code does not run", () => {
    const text = committed.cells.map((cell) => cell.source).join("\n");
    for (const slide of [8, 10, 11])
      expect(text).toMatch(new RegExp(`\\*\\*Slide ${slide}, Python\\*\\* \\((✗|one half)`));
    for (const slide of [5, 6]) expect(text).toContain(`**Slide ${slide}, Python** (✓ runs as printed)`);
  });
});

describe.skipIf(!built)("the course, run anew", () => {
  it("gives the outputs that are committed, up to rounding", async () => {
    const again = await execute(committed, path, join(projectRoot, "notebooks"));
    const [now, before] = [textOf(again), textOf(committed)];
    const shape = (text: string): string =>
      text
        .replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, "#")
        .replace(/[▁-█]+/g, "chart")
        .replace(/ +/g, " ");
    const comparable = (text: string): string => text.slice(0, text.indexOf("largest"));
    expect(shape(now)).toBe(shape(before));
    const errors = numbersIn(comparable(now)).map((x, i) => relative(x, numbersIn(comparable(before))[i]!));
    expect(Math.max(...errors)).toBeLessThanOrEqual(2e-6);
  }, 120_000);
});
