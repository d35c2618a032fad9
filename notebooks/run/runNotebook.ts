/**
 * Runs the cells of a notebook in a kernel, by the rules of nbclient: a cell tagged `skip-execution` is left as it is, one tagged
 * `raises-exception` may fail, any other failure ends the run.
 */

import { widgetStates } from "../../kernel/client/widgetStates.ts";
import type { KernelClient } from "../../kernel/client.ts";
import type { CodeCell, Notebook, Output } from "../nbformat.ts";
import { hasTag } from "./injectParameters.ts";

/** How a notebook is run. */
export interface RunOptions {
  /** The longest one cell may take, in milliseconds; default: no limit. */
  readonly timeout?: number;
  /** Whether to go on after a cell that fails. */
  readonly allowErrors?: boolean;
  /** Ends the run when it aborts: the running cell is interrupted. */
  readonly signal?: AbortSignal;
  /** Called before each cell. */
  onCell?(index: number, count: number): void;
}

/** The first cell that failed, and how. */
export interface CellFailure {
  /** Its number among the cells of code, from 1. */
  readonly cell: number;
  /** What to print: a traceback, or a sentence. */
  readonly message: string;
}

/**
 * Runs the cells in their order and writes their outputs into them. What widgets show and which language it is goes into the
 * notebook's metadata.
 *
 * @param notebook is changed; cells after one that failed are left without outputs
 * @returns the first failure that was not allowed, or undefined
 */
export async function runNotebook(
  notebook: Notebook,
  kernel: KernelClient,
  { timeout, allowErrors = false, signal, onCell }: RunOptions = {},
): Promise<CellFailure | undefined> {
  const cells = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  for (const cell of cells) if (!isSkipped(cell)) Object.assign(cell, { outputs: [], execution_count: null });
  const widgets = widgetStates(kernel);
  const interrupt = (): void => void kernel.interrupt().catch(() => {}); // the kernel may be gone
  signal?.addEventListener("abort", interrupt);
  let failure: CellFailure | undefined;
  try {
    const { language_info } = await kernel.kernelInfo();
    notebook.metadata.language_info = language_info;
    for (const [i, cell] of cells.entries()) {
      onCell?.(i, cells.length);
      if (isSkipped(cell) || cell.source.trim() === "") continue;
      const mayFail = allowErrors || hasTag(cell, "raises-exception");
      const message = signal?.aborted
        ? "the run was interrupted"
        : await runCell(cell, kernel, timeout, mayFail, signal);
      if (message === undefined) continue;
      failure = { cell: i + 1, message };
      break;
    }
  } finally {
    widgets.stop();
    signal?.removeEventListener("abort", interrupt);
  }
  const states = widgets.take();
  if (states) notebook.metadata.widgets = states;
  else delete notebook.metadata.widgets;
  return failure;
}

function isSkipped(cell: CodeCell): boolean {
  return hasTag(cell, "skip-execution");
}

/** Runs a cell; returns why the run cannot go on, if so. */
async function runCell(
  cell: CodeCell,
  kernel: KernelClient,
  timeout: number | undefined,
  mayFail: boolean,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const seen: Output[] = []; // what a kernel that dies has shown before
  try {
    const onOutput = (output: Output): number => seen.push(output);
    const result = await kernel.execute(cell.source, timeout === undefined ? { onOutput } : { onOutput, timeout });
    cell.outputs = result.outputs;
    cell.execution_count = result.executionCount;
    if (signal?.aborted) return "the run was interrupted";
    if (result.timedOut) return `it took longer than ${timeout! / 1000} s, and was interrupted`;
    if (result.status === "ok" || mayFail) return undefined;
    return result.error?.traceback.join("\n") ?? `the kernel answered ${result.status}`;
  } catch (error) {
    const { name, message } = error as Error;
    cell.outputs = [...seen, { output_type: "error", ename: name, evalue: message, traceback: [message] }];
    return message;
  }
}
