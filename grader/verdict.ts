/** How a check can end. */
export type Verdict =
  | "pass"
  | "fail"
  /** The learner has not written anything yet. */
  | "unattempted"
  /** It could not be tried, because something it builds on is missing. */
  | "skipped"
  | "timeout"
  | "memory"
  | "output-limit"
  /** The process ended: `process.exit`, a fatal error, a signal. */
  | "crashed"
  /** The grader's own fault: costs no points, and somebody must look. */
  | "error";

/** Verdicts from the most to the least telling: the verdict of a submission is the first that one of its checks has. */
export const byWeight: readonly Verdict[] = [
  "error",
  "crashed",
  "memory",
  "output-limit",
  "timeout",
  "fail",
  "unattempted",
  "skipped",
  "pass",
];

/** Verdicts in words. */
export const inWords: { readonly [V in Verdict]: string } = {
  pass: "passed",
  fail: "failed",
  unattempted: "not attempted yet",
  skipped: "not tried",
  timeout: "took too long",
  memory: "used too much memory",
  "output-limit": "printed too much",
  crashed: "ended the process",
  error: "could not be graded",
};
