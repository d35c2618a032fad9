/**
 * The course as it is committed: up to date with its Markdown, its numbers those of JAX; and run anew through the real kernel, with
 * the same outputs.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildCourse } from "./build/build.ts";
import { execute } from "./build/execute.ts";
import { codeCells } from "./build/outputs.ts";
import fixtures from "./course.fixtures.json" with { type: "json" };
import { type Notebook, type Output, parseNotebook } from "./nbformat.ts";
import { projectRoot } from "./projectRoot.ts";

const built = existsSync(join(projectRoot, "dist/bundle/kernel/main.js"));

interface Lesson {
  readonly name: string;
  readonly path: string;
  readonly notebook: Notebook;
  /** The first slide and the last one. */
  readonly slides: readonly [first: number, last: number];
}

const lessons: readonly Lesson[] = readdirSync(join(projectRoot, "notebooks/course"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => {
    const name = file.slice(0, -3);
    const path = `notebooks/${name}.ipynb`;
    const source = readFileSync(join(projectRoot, "notebooks/course", file), "utf8");
    const [, first, last] = /^slides: \[(\d+), (\d+)\]$/m.exec(source)!;
    return {
      name,
      path,
      notebook: parseNotebook(readFileSync(join(projectRoot, path), "utf8"), path),
      slides: [Number(first), Number(last)],
    };
  });

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

/** The numbers that stand after certain words, in order. */
function numbersAfter(words: string, text: string): number[] {
  const pieces = text.split(words).slice(1);
  return pieces.map((piece) => Number(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/.exec(piece)?.[0]));
}

function relative(got: number, want: number): number {
  return got === want ? 0 : Math.abs(got / want - 1);
}

describe("the committed course", () => {
  it("is what its Markdown gives", async () => {
    expect((await buildCourse({ check: true })).stale).toEqual([]);
  });

  it.each(lessons)("$name says which slide each section is, and in order", ({ notebook, slides: [first, last] }) => {
    const headings = notebook.cells.flatMap((cell) =>
      cell.cell_type === "markdown" ? [...(/^## Slide (\d+) · /m.exec(cell.source)?.slice(1) ?? [])] : [],
    );
    expect(headings.map(Number)).toEqual(Array.from({ length: last - first + 1 }, (_, i) => first + i));
  });

  it.each(Object.entries(fixtures.lessons))("%s prints the numbers of JAX", (name, wanted) => {
    const text = textOf(lessons.find((lesson) => lesson.name === name)!.notebook);
    for (const [words, numbers] of Object.entries(wanted)) {
      const found = numbersAfter(words, text).slice(0, numbers.length);
      expect(found, words).toHaveLength(numbers.length);
      const errors = found.map((number, i) => relative(number, numbers[i]!));
      expect(Math.max(...errors), `${words}${found}`).toBeLessThanOrEqual(2e-6);
    }
  });

  it.each(lessons)("$name ends with its largest difference to JAX, which is rounding", ({ notebook }) => {
    const differences = numbersAfter("largest relative difference to JAX: ", textOf(notebook));
    expect(differences.length).toBeGreaterThan(0);
    expect(Math.max(...differences)).toBeLessThanOrEqual(2e-6);
  });

  it("draws Vega-Lite charts, each with a text twin", () => {
    const charts = lessons.flatMap(({ notebook }) =>
      codeCells(notebook).flatMap((cell) =>
        cell.outputs.flatMap((output) =>
          "data" in output && output.data["application/vnd.vegalite.v5+json"] ? [output.data] : [],
        ),
      ),
    );
    expect(charts.length).toBeGreaterThanOrEqual(3);
    for (const chart of charts) expect(chart["text/plain"]).toMatch(/\S/);
    expect(JSON.stringify(charts[0]!["application/vnd.vegalite.v5+json"])).toContain('"run":"JAX"');
  });

  it("marks every slide whose code does not run", () => {
    const text = lessons.flatMap(({ notebook }) => notebook.cells.map((cell) => cell.source)).join("\n");
    for (const slide of [8, 10, 11, 15, 23, 24, 27, 29, 30])
      expect(text).toMatch(new RegExp(`\\*\\*Slide ${slide}, Python\\*\\* \\((✗|⚠|one half)`));
    for (const slide of [5, 6, 14]) expect(text).toContain(`**Slide ${slide}, Python** (✓ runs as printed)`);
  });
});

describe.skipIf(!built)("the course, run anew", () => {
  it.each(lessons)("$name gives the outputs that are committed, up to rounding", async ({ notebook, path }) => {
    const again = await execute(notebook, path, join(projectRoot, "notebooks"));
    const [now, before] = [again, notebook].map((which) =>
      textOf(which).replace(/(largest relative difference to JAX: )\S+/g, "$1#"),
    );
    const shape = (text: string): string =>
      text
        .replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, "#")
        .replace(/[▁-█]+/g, "chart")
        .replace(/ +/g, " ");
    expect(shape(now!)).toBe(shape(before!));
    const wanted = numbersIn(before!);
    const errors = numbersIn(now!).map((number, i) => relative(number, wanted[i]!));
    expect(Math.max(...errors)).toBeLessThanOrEqual(2e-6);
  }, 120_000);
});
