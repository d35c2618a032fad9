/**
 * What a notebook has in scope for exercises: `check`, `hint`, `solution`. They run in the learner's kernel, on the learner's own
 * definitions, with the public checks only, and answer at once. Neither the Markdown parser nor the compiler is loaded here.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckSpec } from "../notebooks/build/check.ts";
import { pointsOf } from "../notebooks/build/pointsOf.ts";
import { parseNotebook } from "../notebooks/nbformat.ts";
import { projectRoot } from "../notebooks/projectRoot.ts";
import type { Master } from "./master.ts";
import { runProbe } from "./probe/runProbe.ts";
import { readPublicMaster } from "./publicMaster.ts";
import { type Report, reportOf } from "./report/report.ts";
import { Checked, Told } from "./shown.ts";
import { judgeChecks } from "./steps/judgeChecks.ts";
import type { Run, Submission } from "./submission.ts";

/** What this kernel remembers of an exercise while it runs. */
interface Progress {
  readonly passed: Set<string>;
  readonly hints: Map<string, number>;
}
const progressOf = new Map<string, Progress>();

/**
 * Runs the public checks of an exercise on what this notebook has defined.
 *
 * @param exercise its name, as in `basic-1`
 * @param part only this part; default all
 * @returns a card that shows itself; `.points` and `.passed` are for programs
 * @throws BadInput when there is no such exercise or part
 */
export function check(exercise: string, part?: string): Checked {
  const whole = masterFor(exercise);
  if (part !== undefined) partOf(whole, part);
  const checks = whole.checks.filter((one) => part === undefined || one.part === part).map(withoutSource);
  const master: Master = { ...whole, checks };
  const runs = new Map(checks.filter((one) => one.probe !== "").map((one) => [one.id, runHere(one, master)]));
  const submission: Submission = {
    file: "this notebook",
    notebook: { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] },
    ...{ master, notes: [], sources: new Map(), cellErrors: new Map(), runs, results: [], isolation: undefined },
    attempted: attemptedParts(master, runs),
  };
  const report = reportOf({ ...submission, results: judged(submission) });
  const done = progress(exercise).passed;
  for (const name of new Set(checks.map((one) => one.part))) {
    const all = report.checks.filter((one) => one.part === name).every((one) => one.verdict === "pass");
    if (all) done.add(name);
    else done.delete(name);
  }
  return new Checked(report, nextStep(report, whole));
}

/**
 * The next hint: first a nudge, then the way, then almost the code.
 *
 * @param exercise its name, as in `basic-1`
 * @param part for which part; default the first one whose checks have not passed yet
 */
export function hint(exercise: string, part?: string): Told {
  const master = masterFor(exercise);
  const { passed, hints } = progress(exercise);
  const wanted =
    part === undefined
      ? (master.parts.find(({ name }) => !passed.has(name)) ?? master.parts[0]!)
      : partOf(master, part);
  const level = Math.min((hints.get(wanted.name) ?? 0) + 1, wanted.hints.length);
  hints.set(wanted.name, level);
  const more = level < wanted.hints.length ? "" : `; \`solution("${exercise}", "${wanted.name}")\` shows the code`;
  return new Told(`Hint ${level} of ${wanted.hints.length} for part "${wanted.name}"${more}`, wanted.hints[level - 1]!);
}

/**
 * The solution of a part. It is shown when the part's checks have passed, when its hints are used up, or to those who give up.
 *
 * @param exercise its name, as in `basic-1`
 * @param part which part
 * @param options.giveUp show it in any case; default false
 */
export function solution(exercise: string, part: string, options: { readonly giveUp?: boolean } = {}): Told {
  const master = masterFor(exercise);
  const { passed, hints } = progress(exercise);
  const wanted = partOf(master, part);
  const usedUp = (hints.get(wanted.name) ?? 0) >= wanted.hints.length;
  if (!passed.has(wanted.name) && !usedUp && !options.giveUp) {
    const ways = `Pass its check first, or ask \`hint("${exercise}", "${part}")\`, or say \`solution("${exercise}", "${part}", { giveUp: true })\`.`;
    return new Told(`The solution of part "${part}" is still closed`, ways);
  }
  const path = join(projectRoot, "solutions", `${exercise}.ipynb`);
  if (!existsSync(path))
    return new Told(`The solution of part "${part}" is not on this machine`, "Your teacher has it.");
  const { cells } = parseNotebook(readFileSync(path, "utf8"), path);
  const code = cells.find(({ id }) => id === wanted.cellId)?.source ?? "";
  return new Told(`One solution of part "${part}"`, code, true);
}

function masterFor(exercise: string): Master {
  return readPublicMaster(exercise, [process.cwd(), projectRoot]);
}

function partOf(master: Master, name: string): Master["parts"][number] {
  const part = master.parts.find((one) => one.name === name);
  if (!part)
    throw new RangeError(
      `Cannot find part "${name}" of ${master.id}: its parts are ${master.parts.map((one) => one.name).join(", ")}`,
    );
  return part;
}

function progress(exercise: string): Progress {
  if (!progressOf.has(exercise)) progressOf.set(exercise, { passed: new Set(), hints: new Map() });
  return progressOf.get(exercise)!;
}

/** The kernel keeps values, not the text of cells: what is asked of the source is looked at when the notebook is checked or graded. */
function withoutSource(spec: CheckSpec): CheckSpec {
  return { ...spec, expect: spec.expect.filter(({ kind }) => kind !== "source") };
}

function runHere({ probe, needs }: CheckSpec, { cases }: Master): Run {
  const start = performance.now();
  const seeds = cases.public.map(({ seed }) => seed);
  const answer = quietly(() => runProbe({ code: probe, needs, seeds }));
  return { status: "answered", answer, seconds: (performance.now() - start) / 1000 };
}

/** Without what the learner's code prints: below a check only its card is of interest. */
function quietly<T>(run: () => T): T {
  const { log, info, debug, warn, error } = console;
  const silence = (): void => {};
  Object.assign(console, { log: silence, info: silence, debug: silence, warn: silence, error: silence });
  try {
    return run();
  } finally {
    Object.assign(console, { log, info, debug, warn, error });
  }
}

/** Every part but those whose starter threw: its message says which one it is. */
function attemptedParts({ parts }: Master, runs: ReadonlyMap<string, Run>): Set<string> {
  const thrown = [...runs.values()].flatMap((run) =>
    run.status === "answered" && run.answer.status === "error" ? [run.answer.message] : [],
  );
  const isUnwritten = (starter: string): boolean =>
    thrown.some((message) => starter.includes(`throw new Error(${JSON.stringify(message)})`));
  return new Set(parts.filter(({ starter }) => !isUnwritten(starter)).map(({ name }) => name));
}

function judged(submission: Submission): Submission["results"] {
  return judgeChecks(submission).results.map((one) =>
    one.diagnosis === "not-defined" ? { ...one, message: `${one.message}; run the cell that defines it first` } : one,
  );
}

/** What to do now. */
function nextStep(report: Report, master: Master): string {
  const open = report.checks.find(({ verdict }) => verdict !== "pass");
  if (open?.verdict === "skipped") return "Write that part first, and run its cell.";
  if (open) return `Stuck? \`hint("${master.id}", "${open.part}")\` helps.`;
  if (report.checks.length < master.checks.length) return "The public checks of this part passed.";
  const hidden =
    master.unseenPoints > 0 ? `; hidden checks, ${master.unseenPoints} more points, run when you submit` : "";
  return `The public checks passed (${pointsOf(master.checks)} points)${hidden}.`;
}
