/**
 * Outputs of generated notebooks. They are kept as long as what made them is the same: the code, the kernelspec, the version of this
 * package and the backend. That is their key. A digest of the outputs stands beside it, so that an edit by hand, or a notebook that
 * was run and saved in JupyterLab, is seen as stale.
 *
 * `--check` compares keys and digests and never runs anything: it takes milliseconds, and a last digit that differs on another
 * processor cannot fail it. That the numbers are right is the business of the tests, which run the course and compare with JAX.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type CodeCell, type Metadata, type Notebook, parseNotebook } from "../nbformat.ts";
import { projectRoot } from "../projectRoot.ts";
import { kernelspec } from "./notebookMetadata.ts";

/** Committed outputs come from this backend, whatever the machine has. */
export const outputBackend = "wasm";

interface Execution {
  readonly key: string;
  readonly outputs_sha256: string;
}

/** The notebook with the outputs of an earlier build, if they are still those of its code. */
export function keptOutputs(fresh: Notebook, committed: string | undefined, name: string): Notebook | undefined {
  if (committed === undefined) return undefined;
  const old = readQuietly(committed, name);
  const execution = (old?.metadata.nnxlab as { execution?: Execution } | undefined)?.execution;
  if (!old || execution?.key !== keyOf(fresh) || execution.outputs_sha256 !== digestOf(old)) return undefined;
  const outputs = new Map(codeCells(old).map((cell) => [cell.id, cell]));
  const cells = fresh.cells.map((cell) => {
    const same = cell.cell_type === "code" ? outputs.get(cell.id) : undefined;
    return same ? { ...cell, outputs: same.outputs, execution_count: same.execution_count } : cell;
  });
  return stamped({ ...fresh, cells });
}

/** The notebook with the key and digest of its outputs. */
export function stamped(notebook: Notebook): Notebook {
  const execution: Execution = { key: keyOf(notebook), outputs_sha256: digestOf(notebook) };
  const nnxlab = { ...(notebook.metadata.nnxlab as Metadata), execution };
  return { ...notebook, metadata: { ...notebook.metadata, nnxlab } };
}

function keyOf(notebook: Notebook): string {
  const sources = codeCells(notebook).map((cell) => [cell.id, cell.source]);
  return sha256({ sources, kernelspec, version, backend: outputBackend });
}

function digestOf(notebook: Notebook): string {
  return sha256(codeCells(notebook).map((cell) => [cell.id, cell.execution_count, sorted(cell.outputs)]));
}

/** Code cells in order. */
export function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
}

const version: string = JSON.parse(readFileSync(`${projectRoot}/package.json`, "utf8")).version;

function sha256(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** The same value with keys in order: a notebook on disk has them sorted, one from the kernel has not. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, child]) => [name, sorted(child)]));
}

/** A committed notebook that cannot be read is simply stale. */
function readQuietly(text: string, name: string): Notebook | undefined {
  try {
    return parseNotebook(text, name);
  } catch {
    return undefined;
  }
}
