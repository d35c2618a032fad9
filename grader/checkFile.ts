import { dirname } from "node:path";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { type GradeOptions, gradeNotebook } from "./gradeFile.ts";
import { readPublicMaster } from "./publicMaster.ts";
import { readSubmission } from "./readSubmission.ts";
import type { Report } from "./report/report.ts";

/**
 * Runs the public checks of an exercise notebook, as `check(…)` in the notebook does, but on its cells from the top in a fresh
 * kernel. Needs no solution and no hidden value.
 *
 * @param path the notebook
 * @throws BadInput for a file that is no exercise
 */
export async function checkFile(path: string, options: GradeOptions = {}): Promise<Report> {
  const { notebook, exercise } = readSubmission(path);
  const master = readPublicMaster(exercise, [dirname(path), options.root ?? projectRoot]);
  return await gradeNotebook(path, notebook, master, options);
}
