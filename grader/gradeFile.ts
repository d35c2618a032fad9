import type { Notebook } from "../notebooks/nbformat.ts";
import type { Master } from "./master.ts";
import { runPipeline } from "./pipeline.ts";
import { readSubmission } from "./readSubmission.ts";
import { type Report, reportOf } from "./report/report.ts";
import { defaultLimits, type Limits } from "./sandbox/limits.ts";
import { startSandbox } from "./sandbox/startSandbox.ts";
import { readMaster } from "./wholeMaster.ts";

export interface GradeOptions {
  /** Wall-clock limit of the submission in milliseconds, without starting the kernel; default 60 000. */
  readonly timeout?: number;
  /** Other limits than the default ones. */
  readonly limits?: Partial<Limits>;
  /** Show the numbers of hidden checks; default false. */
  readonly reveal?: boolean;
  /** The folder that holds `solutions`; default this package. */
  readonly root?: string;
}

/**
 * Grades a notebook: all checks, public and hidden, in a sandbox.
 *
 * @param path the notebook that was handed in
 * @throws BadInput for a file that cannot be graded; a submission that misbehaves gets a report
 */
export async function gradeFile(path: string, options: GradeOptions = {}): Promise<Report> {
  const { notebook, exercise } = readSubmission(path);
  return await gradeNotebook(path, notebook, readMaster(exercise, options.root), options);
}

/** Grades a notebook against a master. */
export async function gradeNotebook(
  file: string,
  notebook: Notebook,
  master: Master,
  options: GradeOptions = {},
): Promise<Report> {
  const seconds = options.timeout === undefined ? {} : { totalSeconds: options.timeout / 1000 };
  const limits: Limits = { ...defaultLimits, ...seconds, ...options.limits };
  const submission = await runPipeline(file, notebook, master, { limits, startSandbox });
  return reportOf(submission, { reveal: options.reveal ?? false });
}
