/** `nnxlab check`: a learner's public checks on an exercise notebook, without the hidden ones. */
import { terminalReport } from "../../grader/report/terminal.ts";
import { type Command, UsageError } from "../command.ts";

/** Public checks of an exercise notebook. */
export const check: Command = {
  name: "check",
  summary: "run the public checks of an exercise notebook",
  usage: "EXERCISE.ipynb [--json]",
  options: { json: { type: "boolean", about: "print the report as one JSON object" } },
  async run(args) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0)
      throw new UsageError(`Cannot check ${args.positionals.length} notebooks: name one`);
    const { checkFile } = await import("../../grader/checkFile.ts");
    const report = await checkFile(path);
    console.log(args.values.json ? JSON.stringify(report) : terminalReport(report));
    return report.passed ? 0 : 1;
  },
};
