import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BadInput } from "../badInput.ts";
import { parseNotebook, serializeNotebook } from "../nbformat.ts";
import { projectRoot } from "../projectRoot.ts";
import { buildCourse } from "./build.ts";
import { readExercise } from "./exercise.ts";
import { exerciseNotebook } from "./exerciseNotebook.ts";
import { buildLesson } from "./lesson.ts";
import { publicSpec } from "./publicSpec.ts";
import { parseReference } from "./reference.ts";
import { solutionSteps, studentSteps } from "./steps/index.ts";

const front = "---\ntitle: T\nslides: [1, 2]\n---\n\n";
const fence = "```";

/** What Markdown gives, one line a cell: type, slide, source. */
function cellsOf(markdown: string): string[] {
  return buildLesson(front + markdown, "notebooks/course/t.md").cells.map((cell) => {
    const slide = (cell.metadata.slideshow as { slide_type: string } | undefined)?.slide_type;
    return `${cell.cell_type}${slide ? ` ${slide}` : ""}: ${cell.source}`;
  });
}

describe("buildLesson()", () => {
  const cases: [name: string, markdown: string, cells: string[]][] = [
    [
      "keeps prose byte for byte, in one cell",
      "a  *b*\n\n\n| x |\n|---|\n| $y^2$ |\n",
      ["markdown: a  *b*\n\n\n| x |\n|---|\n| $y^2$ |"],
    ],
    ["keeps HTML and mathematics", "<b>a</b>\n\n$$\n\\frac{1}{2}\n$$", ["markdown: <b>a</b>\n\n$$\n\\frac{1}{2}\n$$"]],
    [
      "begins a slide at headings of depth 1 and 2",
      "# A\n\na\n\n## B\n\n### C",
      ["markdown slide: # A\n\na", "markdown slide: ## B", "markdown: ### C"],
    ],
    ["goes on below at a thematic break", "a\n\n***\n\nb", ["markdown: a", "markdown subslide: b"]],
    [
      "makes a code cell of a ts fence",
      `a\n\n${fence}ts\n1 + 1\n${fence}\n\nb`,
      ["markdown: a", "code: 1 + 1", "markdown: b"],
    ],
    ["gives a slide that begins with code to the code", `***\n\n${fence}ts\n1\n${fence}`, ["code subslide: 1"]],
    ["only shows a still ts fence", `${fence}ts still\n1\n${fence}`, [`markdown: ${fence}ts still\n1\n${fence}`]],
    [
      "leaves other languages in the text",
      `a\n\n${fence}python\n1\n${fence}`,
      [`markdown: a\n\n${fence}python\n1\n${fence}`],
    ],
    [
      "says how a slide's code fares",
      `${fence}python slide=8 status=broken\n1\n${fence}`,
      [
        `markdown: **Slide 8, Python** (✗ **does not run as printed**; the marked lines say why)\n\n${fence}python\n1\n${fence}`,
      ],
    ],
    ["draws a box as a quotation", ":::pytorch\na\n\nb\n:::", ["markdown: > **In PyTorch**\n>\n> a\n>\n> b"]],
    [
      "links an exercise",
      "::exercise[Train]{#basic-1}",
      ["markdown: **Exercise basic-1: [Train](../exercises/basic-1.ipynb)**"],
    ],
    ["does not mistake a colon in a sentence", "see :this and 10:30", ["markdown: see :this and 10:30"]],
  ];
  for (const [name, markdown, cells] of cases) it(name, () => expect(cellsOf(markdown)).toEqual(cells));

  const mistakes: [name: string, markdown: string, message: RegExp][] = [
    ["an unknown box", ":::frame\na\n:::", /t\.md:6: :::frame is not known here; boxes are pytorch, note/],
    ["a stray fence of colons", "a\n\n:::\n\nb", /t\.md:8: a stray ::: opens or closes nothing/],
    ["an unknown word on a fence", `${fence}ts solved\n1\n${fence}`, /can be given, solution, .* got solved/],
    [
      "an unknown status",
      `${fence}python slide=8 status=bad\n1\n${fence}`,
      /status must be runs, part, outdated, broken; got bad/,
    ],
    ["a part of an exercise in a lesson", `${fence}ts given\n1\n${fence}`, /a lesson has no `given` cells/],
  ];
  for (const [name, markdown, message] of mistakes) {
    it(`names the line of ${name}`, () => {
      expect(() => cellsOf(markdown)).toThrow(BadInput);
      expect(() => cellsOf(markdown)).toThrow(message);
    });
  }

  it("needs a title and slides", () => {
    expect(() => buildLesson("# A", "t.md")).toThrow(/must begin with front matter/);
    expect(() => buildLesson("---\ntitle: [\n---\n", "t.md")).toThrow(/its front matter is wrong/);
    expect(() => buildLesson("---\ntitle: A\n---\n", "t.md")).toThrow(/slides: \[first, last\]/);
  });

  it("leaves the ids of other sections alone when one grows", () => {
    const ids = (markdown: string): string[] => buildLesson(front + markdown, "t.md").cells.map((cell) => cell.id);
    const [before, after] = [
      ids(`# A\n\na\n\n# B\n\n${fence}ts\n1\n${fence}`),
      ids(`# A\n\n${fence}ts\n0\n${fence}\n\n# B\n\n${fence}ts\n1\n${fence}`),
    ];
    expect(after.slice(-2)).toEqual(before.slice(-2));
    expect(new Set(after).size).toBe(after.length);
  });
});

const exercisePath = "solutions/basic-1.md";
const exerciseSource = readFileSync(join(projectRoot, exercisePath), "utf8");

describe("readExercise()", () => {
  const exercise = readExercise(exerciseSource, exercisePath);
  const reference = parseReference(
    readFileSync(join(projectRoot, "solutions/basic-1.reference.json"), "utf8"),
    "reference",
  );

  it("finds parts, checks, points", () => {
    expect(exercise.parts.map((part) => part.name)).toEqual(["model", "loss", "optimizer", "step", "loop"]);
    expect(exercise.parts.map((part) => part.declares)).toEqual([
      ["MLP"],
      ["mseLoss"],
      ["createOptimizer"],
      ["trainStep"],
      ["train"],
    ]);
    expect(exercise.checks.reduce((sum, check) => sum + check.points, 0)).toBe(10);
    expect(exercise.checks.find((check) => check.id === "loss-seeds")?.needs).toEqual(["MLP", "mseLoss", "makeData"]);
  });

  it("gives the student nothing of the solution", () => {
    const student = serializeNotebook(exerciseNotebook(exercise, studentSteps));
    const spec = JSON.stringify(publicSpec(exercise, reference));
    const solutionLines = exercise.parts.flatMap(({ starter, solution }) =>
      solution.split("\n").filter((line) => !starter.includes(line) && line.trim().length > 8),
    );
    expect(solutionLines.length).toBeGreaterThan(5);
    expect(solutionLines.filter((line) => student.includes(JSON.stringify(line.trim()).slice(1, -1)))).toEqual([]);
    const secrets = ["SOLUTION", "step-trajectory", "loop-losses", '"seed":1234', '"seed":987654', "mutant"];
    expect(secrets.filter((secret) => student.includes(secret) || spec.includes(secret))).toEqual([]);
    for (const { starter } of exercise.parts)
      expect(starter).toMatch(/\/\/ TODO: .*\n\s*throw new Error\("Not written yet: /);
  });

  it("writes nbgrader's metadata, schema 3, with no key of ours", () => {
    const { cells } = exerciseNotebook(exercise, studentSteps);
    const known = ["schema_version", "grade", "solution", "locked", "task", "grade_id", "points", "cell_type"];
    const graded = cells.flatMap((cell) =>
      cell.metadata.nbgrader ? [cell.metadata.nbgrader as Record<string, unknown>] : [],
    );
    for (const metadata of graded) expect(known).toEqual(expect.arrayContaining(Object.keys(metadata)));
    expect(graded.filter((metadata) => metadata.solution)).toHaveLength(5);
    expect(graded.filter((metadata) => metadata.grade).map((metadata) => metadata.points)).toEqual([5]);
    expect(new Set(graded.map((metadata) => metadata.grade_id)).size).toBe(graded.length);
  });

  it("keeps the solution whole for the teacher", () => {
    const { cells } = exerciseNotebook(exercise, solutionSteps);
    expect(cells.find((cell) => cell.id === "basic-1-loss")?.source).toContain(
      "return jnp.mean(jnp.square(model(x).sub(y)));",
    );
    expect(JSON.stringify(cells)).not.toContain("BEGIN SOLUTION");
  });

  const mistakes: [name: string, from: string | RegExp, to: string, message: RegExp][] = [
    ["a region that is never closed", "    // END SOLUTION\n", "", /solution region is never closed/],
    [
      "a region in a region",
      "    // BEGIN SOLUTION: pass",
      "    // BEGIN SOLUTION\n    // BEGIN SOLUTION: pass",
      /begins inside another/,
    ],
    ["an end without a beginning", /^ *\/\/ BEGIN SOLUTION: pass.*\n/m, "", /END SOLUTION stands without/],
    ["a missing hint", /:::hint\{part=loss\}\nSubtract[^:]*:::\n/, "", /part loss needs three hints.*it has 2/],
    ["a hint for nothing", ":::hint{part=loss}", ":::hint{part=lost}", /one of model, loss, .*; got lost/],
    ["a check without points", "part=loss points=1 title", "part=loss title", /check loss-value needs points/],
    ["a check of nothing", "#loss-value part=loss", "#loss-value part=lost", /check loss-value is for part lost/],
    ["two checks of one name", "#loss-seeds part", "#loss-value part", /two checks are called loss-value/],
    [
      "broken YAML",
      "- { kind: shape, of: output, is: [32, 5] }",
      "- { kind: shape",
      /expectations of check model-output are no YAML/,
    ],
    [
      "a mutant that fails nothing known",
      'fails="loop-counts loop-losses"',
      'fails="loop"',
      /must fail check loop, which does not exist/,
    ],
    ["a cell without a role", `${fence}ts try`, `${fence}ts`, /says what it is: given, solution/],
  ];
  for (const [name, from, to, message] of mistakes) {
    it(`names ${name}`, () => {
      const changed = exerciseSource.replace(from, to);
      expect(changed).not.toBe(exerciseSource);
      expect(() => readExercise(changed, exercisePath)).toThrow(BadInput);
      expect(() => readExercise(changed, exercisePath)).toThrow(message);
    });
  }
});

describe("buildCourse()", () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  /** A course with one exercise whose notebooks are built; its solution notebook needs no kernel because it has no code to run. */
  function courseFolder(): string {
    const root = mkdtempSync(join(tmpdir(), "nnxlab-course-"));
    folders.push(root);
    mkdirSync(join(root, "notebooks/course"), { recursive: true });
    writeFileSync(join(root, "notebooks/course/01-words.md"), `${front}# Words\n\nNo code.\n`);
    return root;
  }

  it("writes what is missing, then finds everything up to date, then what is stale", async () => {
    const root = courseFolder();
    expect(await buildCourse({ root, check: true })).toEqual({ written: [], stale: ["notebooks/01-words.ipynb"] });
    expect(await buildCourse({ root })).toEqual({ written: ["notebooks/01-words.ipynb"], stale: [] });
    expect(await buildCourse({ root, check: true })).toEqual({ written: [], stale: [] });
    const path = join(root, "notebooks/01-words.ipynb");
    writeFileSync(path, readFileSync(path, "utf8").replace("No code", "Some code"));
    expect((await buildCourse({ root, check: true })).stale).toEqual(["notebooks/01-words.ipynb"]);
    writeFileSync(path, "{");
    expect((await buildCourse({ root, check: true })).stale).toEqual(["notebooks/01-words.ipynb"]);
    expect((await buildCourse({ root })).written).toHaveLength(1);
  });

  it("writes nothing when one file is wrong", async () => {
    const root = courseFolder();
    writeFileSync(join(root, "notebooks/course/02-wrong.md"), "# no front matter\n");
    await expect(buildCourse({ root })).rejects.toThrow(BadInput);
    expect((await buildCourse({ root: courseFolder(), check: true })).stale).toHaveLength(1);
    expect(() => readFileSync(join(root, "notebooks/01-words.ipynb"))).toThrow();
  });

  it("sees a notebook whose Markdown is gone, and leaves a learner's own alone", async () => {
    const root = courseFolder();
    await buildCourse({ root });
    cpSync(join(root, "notebooks/01-words.ipynb"), join(root, "notebooks/00-gone.ipynb"));
    const own = parseNotebook('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}', "own");
    writeFileSync(join(root, "notebooks/own.ipynb"), serializeNotebook(own));
    expect((await buildCourse({ root, check: true })).stale).toEqual(["notebooks/00-gone.ipynb"]);
  });
});
