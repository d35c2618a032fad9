/** The report of a submission: plain data, which is also its JSON. */
import type { Measure } from "../checks/checkKind.ts";
import { maximumOf } from "../master.ts";
import type { CheckResult, Submission } from "../submission.ts";
import { byWeight, type Verdict } from "../verdict.ts";

export interface CheckReport {
  readonly id: string;
  readonly title: string;
  readonly part: string;
  readonly hidden: boolean;
  readonly verdict: Verdict;
  readonly points: number;
  readonly maxPoints: number;
  /** What is wrong, in a sentence; empty when nothing is. */
  readonly message: string;
  /** The numbers behind it; never of hidden checks, unless they are revealed. */
  readonly detail?: string;
  /** The mistake by name, where it was recognised. */
  readonly diagnosis?: string;
  readonly advice?: string;
  readonly measures: readonly Measure[];
  readonly seconds: number;
}

export interface Report {
  readonly exercise: string;
  readonly title: string;
  readonly file: string;
  /** The most telling verdict of all checks. */
  readonly verdict: Verdict;
  /** The mistake that explains most of what failed, where one was recognised. */
  readonly diagnosis?: string;
  /** Whether every check passed. */
  readonly passed: boolean;
  readonly points: number;
  readonly maxPoints: number;
  /** Points of checks that only run when the exercise is graded. */
  readonly unseenPoints: number;
  readonly isolation?: { readonly level: number; readonly name: string; readonly about: string };
  readonly notes: readonly string[];
  readonly checks: readonly CheckReport[];
}

export interface ReportOptions {
  /** Show the numbers of hidden checks too: for teachers. Default false. */
  readonly reveal?: boolean;
}

/** Makes the report of a submission that went through the pipeline. */
export function reportOf(submission: Submission, { reveal = false }: ReportOptions = {}): Report {
  const { master, results, isolation, file } = submission;
  const checks = results.map((result) => checkReport(result, submission, reveal));
  const verdict = byWeight.find((one) => checks.some((check) => check.verdict === one)) ?? "pass";
  const diagnosis = mainDiagnosis(checks);
  const faults = checks
    .filter((check) => check.verdict === "error")
    .map(({ id }) => `Check ${id} could not be graded; its points were given, and somebody must look at it`);
  return {
    exercise: master.id,
    title: master.title,
    file,
    verdict,
    ...(diagnosis ? { diagnosis } : {}),
    passed: checks.every((check) => check.verdict === "pass"),
    points: checks.reduce((sum, check) => sum + check.points, 0),
    maxPoints: maximumOf(master) - master.unseenPoints,
    unseenPoints: master.unseenPoints,
    ...(isolation ? { isolation: { level: isolation.level, name: isolation.name, about: isolation.about } } : {}),
    notes: [...submission.notes, ...faults],
    checks,
  };
}

function checkReport(result: CheckResult, { master }: Submission, reveal: boolean): CheckReport {
  const { title, part, points, hidden, advice } = master.checks.find(({ id }) => id === result.id)!;
  const { id, verdict, diagnosis, seconds } = result;
  const open = reveal || !hidden;
  const earned = verdict === "pass" || verdict === "error" ? points : 0;
  return {
    ...{ id, title, part, hidden, verdict, points: earned, maxPoints: points },
    message: open ? result.message : redacted(result),
    ...(open && result.detail ? { detail: result.detail } : {}),
    ...(diagnosis ? { diagnosis } : {}),
    ...(verdict === "fail" && advice ? { advice } : {}),
    measures: open ? result.measures : [],
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

/** What code throws may carry the hidden inputs out: of that, only the kind of the error is told. */
function redacted({ diagnosis, message }: CheckResult): string {
  if (diagnosis !== "threw") return message;
  const kind = /^[A-Za-z]{1,40}Error\b/.exec(message)?.[0] ?? "Error";
  return `The code threw a ${kind}`;
}

/** Diagnoses that say how a check failed, but not why. */
const general: readonly string[] = ["threw", "not-defined", "not-finite", "forged"];

/** The diagnosis that explains the most points; of equals the one found last. */
function mainDiagnosis(checks: readonly CheckReport[]): string | undefined {
  const weights = new Map<string, number>();
  for (const { verdict, diagnosis, maxPoints } of checks) {
    if (verdict !== "fail" || !diagnosis || general.includes(diagnosis)) continue;
    const weight = (weights.get(diagnosis) ?? 0) + maxPoints;
    weights.delete(diagnosis); // to the end: of equals the last one wins
    weights.set(diagnosis, weight);
  }
  return [...weights].sort((a, b) => a[1] - b[1]).at(-1)?.[0];
}
