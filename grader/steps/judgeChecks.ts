/** Turns what was found into verdicts. Nothing of the learner runs here; values are decoded strictly before anything looks at them. */
import { BadInput } from "../../notebooks/badInput.ts";
import type { CheckSpec } from "../../notebooks/build/check.ts";
import type { Observation } from "../checks/checkKind.ts";
import { judge } from "../checks/index.ts";
import type { ProbeAnswer } from "../probe/runProbe.ts";
import type { CheckResult, Submission } from "../submission.ts";
import { decodeValue, isRecord } from "../value.ts";
import { partsOf } from "./runProbes.ts";

/** Judges every check of a submission whose probes have run. */
export function judgeChecks(submission: Submission): Submission {
  return { ...submission, results: submission.master.checks.map((check) => judgeCheck(check, submission)) };
}

function judgeCheck(check: CheckSpec, submission: Submission): CheckResult {
  const base = { id: check.id, measures: [], seconds: 0 };
  const waiting = partsOf(check, submission.master).filter((part) => !submission.attempted.has(part));
  if (waiting.includes(check.part))
    return { ...base, verdict: "unattempted", message: `Part "${check.part}" is not written yet` };
  if (waiting.length > 0)
    return { ...base, verdict: "skipped", message: `It needs part "${waiting[0]}", which is not written yet` };
  const run = submission.runs.get(check.id);
  const seconds = run && "seconds" in run ? run.seconds : 0;
  if (run?.status === "blocked") return { ...base, verdict: "skipped", message: run.message };
  if (run && run.status !== "answered") return { ...base, verdict: run.status, message: run.message, seconds };
  const observed = run ? observations(check, run.answer, submission) : [];
  if (!Array.isArray(observed)) return { ...base, verdict: "fail", seconds, ...observed };
  try {
    const source = submission.sources.get(check.part) ?? "";
    const { ok, message, detail, diagnosis, measures = [] } = judge(check.expect, { observations: observed, source });
    const extra = { ...(detail ? { detail } : {}), ...(diagnosis ? { diagnosis } : {}) };
    return { ...base, verdict: ok ? "pass" : "fail", message, measures, seconds, ...extra };
  } catch (error) {
    // The exercise or the grader is wrong, not the learner.
    return { ...base, verdict: "error", message: (error as Error).message, seconds };
  }
}

type Failure = Pick<CheckResult, "message" | "diagnosis">;

/** The values of each seed beside its reference, or why there are none. */
function observations(check: CheckSpec, answer: ProbeAnswer, submission: Submission): Observation[] | Failure {
  if (answer.status === "missing") return { message: missing(answer.names, submission), diagnosis: "not-defined" };
  if (answer.status === "error") return { message: `${answer.name}: ${answer.message}`, diagnosis: "threw" };
  const { public: open, hidden } = submission.master.cases;
  const cases = check.hidden ? hidden : open;
  try {
    if (answer.values.length !== cases.length) throw new TypeError("it has the wrong number of cases");
    return cases.map((reference, i) => {
      const values = decodeValue(answer.values[i]);
      if (!isRecord(values)) throw new TypeError("it is no record of values");
      return { values, reference };
    });
  } catch (error) {
    if (error instanceof BadInput) throw error;
    return { message: `The values that came back are no data: ${(error as Error).message}`, diagnosis: "forged" };
  }
}

/** Names that are not defined, with the reason if their cell failed. */
function missing(names: readonly string[], { master, cellErrors }: Submission): string {
  const part = master.parts.find(({ declares }) => declares.some((name) => names.includes(name)));
  const reason = part && cellErrors.get(part.cellId);
  return `${names.join(", ")} ${names.length > 1 ? "are" : "is"} not defined${reason ? `: the cell failed with ${reason}` : ""}`;
}
