/** `nnxlab grade`: points for a submitted exercise. */
import { htmlReport } from "../../grader/report/html.ts";
import { terminalReport } from "../../grader/report/terminal.ts";
import { writeWhole } from "../../notebooks/writeWhole.ts";
import { type Command, numberOption, stringOption, UsageError } from "../command.ts";

/** The grader. */
export const grade: Command = {
  name: "grade",
  summary: "grade a submitted exercise notebook in a sandbox",
  usage: "SUBMISSION.ipynb [--json] [--html REPORT.html] [--timeout SECONDS]",
  options: {
    json: { type: "boolean", about: "print the report as one JSON object" },
    html: { type: "string", value: "REPORT.html", about: "write the report as a page too" },
    timeout: { type: "string", value: "SECONDS", about: "wall-clock limit of the submission (default 60)" },
  },
  async run(args) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0)
      throw new UsageError(`Cannot grade ${args.positionals.length} notebooks: name one`);
    const seconds = numberOption(args, "timeout");
    const { gradeFile } = await import("../../grader/gradeFile.ts");
    const report = await gradeFile(path, seconds === undefined ? {} : { timeout: seconds * 1000 });
    const html = stringOption(args, "html");
    if (html !== undefined) writeWhole(html, htmlReport(report));
    console.log(args.values.json ? JSON.stringify(report) : terminalReport(report));
    return report.checks.some(({ verdict }) => verdict === "error") ? 1 : 0;
  },
};
