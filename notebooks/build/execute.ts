/** Runs a notebook through the real kernel, a process of its own, as a Jupyter client does. */
import { BadInput } from "../badInput.ts";
import type { Notebook } from "../nbformat.ts";
import { codeCells, outputBackend } from "./outputs.ts";

const longestCell = 120_000; // ms

/**
 * The notebook with the outputs of a fresh run.
 *
 * @param notebook what to run; left alone
 * @param name what to call it in errors
 * @param cwd the folder it runs in
 * @throws BadInput when a cell fails: a course that does not run is not built
 */
export async function execute(notebook: Notebook, name: string, cwd: string): Promise<Notebook> {
  const result = structuredClone(notebook);
  if (codeCells(result).length === 0) return result;
  const { startKernelProcess } = await import("../../kernel/client.ts"); // only when something must run
  const kernel = await startKernelProcess({ cwd, env: { ...process.env, NNXLAB_BACKEND: outputBackend } });
  try {
    for (const cell of codeCells(result)) {
      const reply = await kernel.execute(cell.source, { timeout: longestCell });
      cell.outputs = [...reply.outputs];
      cell.execution_count = reply.executionCount;
      if (reply.status === "ok") continue;
      const error = reply.outputs.find((output) => output.output_type === "error");
      const reason = error?.output_type === "error" ? `${error.ename}: ${error.evalue}` : reply.status;
      throw new BadInput(`Cannot build ${name}: this cell failed with ${reason}\n\n${cell.source}`);
    }
  } finally {
    await kernel.shutdown();
  }
  return result;
}
