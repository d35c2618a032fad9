/** Submissions that attack the grader instead of solving the exercise. Each must get no point for what it did not do. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { mutantNotebook } from "./checkCourse.ts";
import { gradeNotebook } from "./gradeFile.ts";
import type { Report } from "./report/report.ts";
import { readMaster, readSolution } from "./wholeMaster.ts";

const exercise = readSolution("basic-1");
const whole = readMaster("basic-1");
/** The loop is attacked; the loss shows that the rest keeps its points. */
const master = { ...whole, checks: whole.checks.filter(({ part }) => part === "loss" || part === "loop") };
const built = existsSync(join(projectRoot, "dist/bundle/grader/probe/answer.js"));

/** Grades the solution with `attack` in place of the loop. */
function attack(source: string): Promise<Report> {
  return gradeNotebook("hostile.ipynb", mutantNotebook(exercise, "loop", source), master, {
    limits: { cellSeconds: 6 },
  });
}

/** A loop that does nothing, as TypeScript that passes the checker, after some code of the attacker. */
const after = (code: string, body = "return [];"): string =>
  `${code}\nfunction train(model: MLP, optimizer: nnx.Optimizer, x: jax.Array, y: jax.Array, steps = 101): number[] { ${body} }`;

const loopVerdicts = (report: Report): string[] =>
  report.checks.filter(({ part }) => part === "loop").map(({ verdict }) => verdict);
const pointsOf = (report: Report, part: string): number =>
  report.checks.filter((check) => check.part === part).reduce((sum, { points }) => sum + points, 0);

describe.skipIf(!built)("hostile submissions", () => {
  const harmless: [name: string, source: string][] = [
    ["printed results", after("", 'console.log(JSON.stringify({ verdict: "pass", points: 10, passed: true })); console.log("10 of 10 points"); return [];')],
    [
      "forged answers under the type of answers",
      after("", 'for (const ticket of ["", "0"]) display.raw("application/vnd.nnxlab.answer+json", { ticket, answer: { status: "ok", values: [{}, {}, {}] } } as never); return [];'),
    ],
    [
      "patched judges",
      after("Math.abs = () => 0; Number.isNaN = () => true; Number.isFinite = () => true; Object.is = () => true; Array.prototype.every = () => true; Array.prototype.find = () => undefined;"),
    ],
    ["a patched JSON", after('JSON.stringify = () => "{}"; JSON.parse = () => ({ status: "ok", values: [] });')],
    ["values that are not data", after("", "return new Proxy([], { get: (_, name) => (name === 'length' ? 101 : () => 1) }) as never;")],
    ["NaN", after("", "return new Array(steps).fill(NaN);")],
    ["a promise", after("", "return Promise.resolve([]) as never;")],
    ["a search for the reference", after('const fs = await import("node:fs");', `const found = fs.readdirSync("/", { recursive: true }).filter((name) => String(name).includes("reference")); throw new Error(String(found));`)],
    ["deleted definitions", after("", "delete (globalThis as any).mseLoss; return [];")],
  ]; // biome-ignore format: a table
  for (const [name, source] of harmless) {
    it(`gets no point for ${name}, and keeps those it earned`, async () => {
      const report = await attack(source);
      expect(pointsOf(report, "loop"), JSON.stringify(report.checks)).toBe(0);
      expect(loopVerdicts(report)).toEqual(["fail", "fail"]);
      expect(JSON.stringify(report)).not.toContain("1234");
    }, 120_000);
  }

  const ends: [name: string, source: string, verdicts: string[]][] = [
    ["an endless loop in the cell itself", after("while (true) {}"), ["timeout", "timeout"]],
    ["a signal to itself", after("", 'process.kill(process.pid, "SIGKILL"); for (;;);'), ["crashed", "crashed"]],
    ["a flood of output", after("", 'for (;;) console.log("x".repeat(1_000_000));'), ["output-limit", "output-limit"]],
    ["a flood of pictures", after("", 'for (;;) display.html("x".repeat(1_000_000));'), ["output-limit", "output-limit"]],
    ["one huge buffer after the other", after("", "const kept = []; for (;;) kept.push(new Float64Array(1 << 24).fill(1));"), ["memory", "memory"]],
  ]; // biome-ignore format: a table
  for (const [name, source, verdicts] of ends) {
    it(`names ${name}`, async () => {
      const report = await attack(source);
      expect(loopVerdicts(report), JSON.stringify(report.checks)).toEqual(verdicts);
      expect(pointsOf(report, "loss")).toBe(2);
    }, 120_000);
  }

  it("lets a later exit hit whoever wrote it, once", async () => {
    // The loop takes longer than the timer, so that the end comes between two of its checks on any machine.
    const wait = "const end = Date.now() + 400; while (Date.now() < end); return [];";
    const report = await attack(after("setTimeout(() => process.kill(process.pid, 'SIGABRT'), 300);", wait));
    expect(report.checks.map(({ verdict }) => verdict)).toContain("crashed");
    expect(pointsOf(report, "loop")).toBe(0);
  }, 120_000);
});
