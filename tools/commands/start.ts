/**
 * `npm start`: the lesson on basic training in the terminal. A kernel is started as a process of its own, each code cell of the notebook is sent over
 * ZeroMQ as a Jupyter client would, and what comes back is printed as it comes. Needs neither Python nor a GPU.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startKernelProcess } from "../../kernel/client.ts";
import { parseNotebook } from "../../notebooks/nbformat.ts";
import type { Command } from "../command.ts";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";
import { progressBar } from "../progressBar.ts";
import { TerminalOutput } from "../terminalOutput.ts";

const lesson = "notebooks/02-basic-training.ipynb";

/** Basic training, slides 5 to 12, in the terminal. */
export const start: Command = {
  name: "start",
  summary: "run a lesson in the terminal, through the real kernel",
  usage: "",
  options: {},
  async run() {
    const began = performance.now();
    const notebook = parseNotebook(readFileSync(join(root, lesson), "utf8"), lesson);
    const cells = notebook.cells.filter((cell) => cell.source.trim() !== "");
    const bar = progressBar("starting the kernel", cells.length, { immediately: true });
    const kernel = await startKernelProcess({ cwd: join(root, "notebooks") });
    const terminal = new TerminalOutput(() => bar.clear());
    try {
      for (const cell of cells) {
        if (cell.cell_type === "markdown") terminal.markdown(cell.source);
        if (cell.cell_type === "code") {
          terminal.code(cell.source);
          const { status } = await kernel.execute(cell.source, { onOutput: (output) => terminal.output(output) });
          if (status !== "ok") {
            console.error(
              `\nCannot go on: the cell above failed; this lesson should run unchanged, so please report it with the message above`,
            );
            return 1;
          }
        }
        bar.step(lesson);
      }
      bar.end();
    } finally {
      await kernel.shutdown();
    }
    console.log(
      `\n${lesson} ran in ${((performance.now() - began) / 1000).toFixed(1)} s, on ${kernelNote()}.\n\n${nextSteps()}`,
    );
    return 0;
  },
};

function kernelNote(): string {
  return `Node ${process.versions.node}, backend ${process.env.NNXLAB_BACKEND ?? "wasm (or your GPU, where there is one)"}`;
}

function nextSteps(): string {
  const python = findPython();
  const lab = python
    ? "  npm run lab     opens JupyterLab on notebooks/ (it is installed into this folder if you have none)"
    : "  npm run lab     opens JupyterLab on notebooks/; it needs Python 3.9 or newer, which was not found: install it first";
  return `Next:\n${lab}\n  npm test        runs every test\n  npx nnxlab --help   lists the other commands`;
}
