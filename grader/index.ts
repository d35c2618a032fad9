/** The grader's door. `notebook.ts` is the other one: what a learner's notebook has in scope. */
export { checkCourse, type Finding, type Law } from "./checkCourse.ts";
export { checkFile } from "./checkFile.ts";
export { type GradeOptions, gradeFile } from "./gradeFile.ts";
export { htmlReport } from "./report/html.ts";
export type { CheckReport, Report } from "./report/report.ts";
export { terminalReport } from "./report/terminal.ts";
export type { Verdict } from "./verdict.ts";
