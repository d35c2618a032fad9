/** `nnxlab run`: executes a notebook headlessly and writes it with its outputs. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { startKernelProcess } from "../../kernel/client.ts";
import { type CodeCell, type Output, parseNotebook, serializeNotebook } from "../../notebooks/nbformat.ts";
import { writeWhole } from "../../notebooks/writeWhole.ts";
import { type Command, numberOption, stringOption, UsageError } from "../command.ts";
import { progressBar } from "../progressBar.ts";

/** A notebook, headlessly. */
export const run: Command = {
  name: "run",
  summary: "execute a notebook; fails at the first cell that fails",
  usage: "NOTEBOOK.ipynb [--output OUT.ipynb] [--timeout SECONDS]",
  options: {
    output: {
      type: "string",
      value: "OUT.ipynb",
      about: "where to write the notebook with outputs (default: nowhere)",
    },
    timeout: { type: "string", value: "SECONDS", about: "the longest one cell may take (default: no limit)" },
  },
  async run(args) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0)
      throw new UsageError(`Cannot run ${args.positionals.length} notebooks: name one`);
    const seconds = numberOption(args, "timeout");
    const output = stringOption(args, "output");
    const notebook = parseNotebook(readFileSync(path, "utf8"), path);
    const cells = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
    const bar = progressBar("starting the kernel", cells.length);
    const kernel = await startKernelProcess({ cwd: dirname(resolve(path)) });
    let failed: Output | undefined;
    try {
      for (const [i, cell] of cells.entries()) {
        cell.outputs = [];
        cell.execution_count = null;
        if (failed) continue;
        const result = await kernel.execute(cell.source, seconds === undefined ? {} : { timeout: seconds * 1000 });
        cell.outputs = [...result.outputs];
        cell.execution_count = result.executionCount;
        if (result.status !== "ok") {
          failed = result.outputs.find((o) => o.output_type === "error");
          const message =
            failed?.output_type === "error" ? failed.traceback.join("\n") : `the kernel answered ${result.status}`;
          console.error(`Cannot run ${path}: cell ${i + 1} of ${cells.length} failed\n${message}`);
          failed ??= { output_type: "error", ename: "Error", evalue: message, traceback: [message] };
        }
        bar.step(path);
      }
    } finally {
      bar.end();
      await kernel.shutdown();
    }
    if (output !== undefined) writeWhole(output, serializeNotebook(notebook));
    return failed ? 1 : 0;
  },
};
