/**
 * The laws of an exercise: its starter is unattempted and gives no point, its solution gives all of them, and each mutant that its
 * author declared gets the verdict, the diagnosis and the failures that were declared, and no others.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Exercise } from "../notebooks/build/exercise.ts";
import { exerciseNotebook } from "../notebooks/build/exerciseNotebook.ts";
import { solutionSteps, studentSteps } from "../notebooks/build/steps/index.ts";
import type { Notebook } from "../notebooks/nbformat.ts";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { type GradeOptions, gradeNotebook } from "./gradeFile.ts";
import type { Master } from "./master.ts";
import type { Report } from "./report/report.ts";
import { readMaster, readSolution } from "./wholeMaster.ts";

/** One law, to be tried. */
export interface Law {
  readonly exercise: string;
  /** `starter`, `solution`, or the mutant's id. */
  readonly name: string;
  check(): Promise<Finding>;
}

/** What came of it. */
export interface Finding {
  readonly exercise: string;
  readonly name: string;
  /** What is wrong; empty when nothing is. */
  readonly problems: readonly string[];
  readonly report: Report;
}

/** Tries the laws of every exercise, one after the other; `onFinding` hears of each as soon as it is known. */
export async function checkCourse(
  options: GradeOptions & { readonly onFinding?: (finding: Finding) => void } = {},
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const law of exerciseIds(options.root).flatMap((id) => lawsOf(id, options))) {
    const finding = await law.check();
    findings.push(finding);
    options.onFinding?.(finding);
  }
  return findings;
}

/** The exercises of `solutions/`. */
export function exerciseIds(root: string = projectRoot): string[] {
  const folder = join(root, "solutions");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".md")).map((name) => name.slice(0, -3)).sort(); // biome-ignore format: one step
}

/** The laws of one exercise. */
export function lawsOf(id: string, options: GradeOptions = {}): Law[] {
  const exercise = readSolution(id, options.root);
  const master = readMaster(id, options.root);
  const law = (name: string, notebook: Notebook, problemsOf: (report: Report) => string[]): Law => ({
    exercise: id,
    name,
    async check() {
      const report = await gradeNotebook(`${id} (${name})`, notebook, master, { ...options, reveal: true });
      return { exercise: id, name, problems: problemsOf(report), report };
    },
  });
  return [
    law("starter", exerciseNotebook(exercise, studentSteps), starterProblems),
    law("solution", exerciseNotebook(exercise, solutionSteps), solutionProblems),
    ...exercise.mutants.map((mutant) =>
      law(mutant.id, mutantNotebook(exercise, mutant.part, mutant.source), (report) =>
        mutantProblems(report, mutant, master),
      ),
    ),
  ];
}

/** The solution with the code of one part replaced. */
export function mutantNotebook(exercise: Exercise, part: string, source: string): Notebook {
  const notebook = exerciseNotebook(exercise, solutionSteps);
  const cellId = exercise.parts.find(({ name }) => name === part)!.cellId;
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.id === cellId ? { ...cell, source } : cell)) };
}

function starterProblems({ verdict, points, checks }: Report): string[] {
  const wrong = checks.filter((check) => check.verdict !== "unattempted" && check.verdict !== "skipped");
  return [
    ...(verdict === "unattempted" ? [] : [`its verdict is ${verdict}, not unattempted`]),
    ...(points === 0 ? [] : [`it gets ${points} points`]),
    ...wrong.map(({ id, verdict }) => `check ${id} says ${verdict}`),
  ];
}

function solutionProblems({ passed, points, maxPoints, checks }: Report): string[] {
  const failed = checks.filter(({ verdict }) => verdict !== "pass");
  if (passed && points === maxPoints) return [];
  return [
    `it gets ${points} of ${maxPoints} points`,
    ...failed.map(({ id, verdict, message, detail }) => `check ${id} says ${verdict}: ${message} ${detail ?? ""}`),
  ];
}

function mutantProblems(report: Report, mutant: Exercise["mutants"][number], master: Master): string[] {
  const failed = report.checks.filter(({ points, maxPoints }) => points < maxPoints).map(({ id }) => id);
  const expected = master.checks.map(({ id }) => id).filter((id) => mutant.fails.includes(id));
  return [
    ...(report.verdict === mutant.verdict ? [] : [`its verdict is ${report.verdict}, not ${mutant.verdict}`]),
    ...(report.diagnosis === mutant.diagnosis ? [] : [`its diagnosis is ${report.diagnosis}, not ${mutant.diagnosis}`]),
    ...(failed.join() === expected.join()
      ? []
      : [`it fails ${failed.join(", ") || "nothing"}, not ${expected.join(", ")}`]),
  ];
}
