/**
 * From a notebook to a report, as a list of steps:
 *
 *     notebook ──takeSources──▶ code by part ──findAttempted──▶ ──runProbes──▶ values ──judgeChecks──▶ verdicts ──reportOf──▶ report
 *                                                                 sandbox       │ trust boundary
 *
 * Only `runProbes` runs code of the learner, in the sandbox, and only values come back. References, tolerances and verdicts stay here.
 */

import type { Notebook } from "../notebooks/nbformat.ts";
import type { Master } from "./master.ts";
import { findAttempted } from "./steps/findAttempted.ts";
import { judgeChecks } from "./steps/judgeChecks.ts";
import { runProbes } from "./steps/runProbes.ts";
import { takeSources } from "./steps/takeSources.ts";
import type { GraderContext, Step, Submission } from "./submission.ts";

/** What is done to a submission, in order. */
export const pipeline: readonly Step[] = [takeSources, findAttempted, runProbes, judgeChecks];

/** Sends a notebook through the pipeline. */
export async function runPipeline(
  file: string,
  notebook: Notebook,
  master: Master,
  context: GraderContext,
): Promise<Submission> {
  let submission: Submission = {
    file,
    notebook,
    master,
    notes: [],
    sources: new Map(),
    attempted: new Set(),
    cellErrors: new Map(),
    runs: new Map(),
    results: [],
    isolation: undefined,
  };
  for (const step of pipeline) submission = await step(submission, context);
  return submission;
}
