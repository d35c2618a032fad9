/**
 * A Jupyter notebook, format 4.5, as a type: read from text with errors that name the place, checked, and written in the form that
 * Jupyter itself writes (sorted keys, one space of indentation, text as a list of lines), so that saving in JupyterLab changes nothing.
 *
 * In memory every text is one string; lists of lines exist only in the file. Formats 4.0 to 4.4 are read too: their cells get ids.
 *
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
import { createHash } from "node:crypto";
import { BadInput } from "./badInput.ts";

/** Free data; every name space of its own (`nbgrader`, `slideshow`, `nnxlab`). */
export type Metadata = { [name: string]: unknown };

/** One value in several forms: `text/plain` and friends are strings, `…+json` is JSON. */
export type MimeBundle = { [mime: string]: unknown };

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: Metadata }
  | { output_type: "execute_result"; execution_count: number | null; data: MimeBundle; metadata: Metadata }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export interface CodeCell {
  cell_type: "code";
  id: string;
  metadata: Metadata;
  source: string;
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell {
  cell_type: "markdown" | "raw";
  id: string;
  metadata: Metadata;
  source: string;
  attachments?: Metadata;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Metadata;
  cells: Cell[];
}

/**
 * Reads a notebook from the text of its file.
 *
 * @param text the file's content
 * @param name what to call the file in errors
 * @returns the notebook, in format 4.5
 * @throws BadInput that says where the text is not a notebook, and what to do
 * @example
 * const text = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}';
 * assertEqual(parseNotebook(text, "empty.ipynb").cells.length, 0);
 */
export function parseNotebook(text: string, name: string): Notebook {
  const at = new Place(name, "");
  const file = at.object(parseJson(text, name));
  const version = file.nbformat;
  if (version !== 4) {
    const repair =
      typeof version === "number" && version < 4
        ? "; open it in JupyterLab and save it, which brings it to format 4"
        : "";
    throw new BadInput(`Cannot read ${name}: nbformat must be 4, got ${show(version)}${repair}`);
  }
  at.in("nbformat_minor").integer(file.nbformat_minor);
  const metadata = at.in("metadata").object(file.metadata);
  const cells = at
    .in("cells")
    .list(file.cells)
    .map((cell, i) => readCell(cell, i, at.in(`cells[${i}]`)));
  return { nbformat: 4, nbformat_minor: 5, metadata, cells };
}

/**
 * The text of a notebook's file, as Jupyter writes it.
 *
 * @param notebook a notebook that `checkNotebook` accepts
 * @returns JSON with sorted keys and a newline at the end
 * @throws TypeError when the notebook breaks a rule of the format
 * @example
 * const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
 * assertEqual(parseNotebook(serializeNotebook(notebook), "n").cells.length, 0);
 */
export function serializeNotebook(notebook: Notebook): string {
  const problems = checkNotebook(notebook);
  if (problems.length > 0) throw new TypeError(`Cannot write the notebook: ${problems.join("; ")}`);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code"
      ? { ...cell, source: toLines(cell.source), outputs: cell.outputs.map(outputToFile) }
      : { ...cell, source: toLines(cell.source) },
  );
  return `${JSON.stringify({ ...notebook, cells }, sortedKeys, 1)}\n`;
}

/**
 * Rules that a well-formed notebook may still break: cell ids must be unique, of 1 to 64 letters, digits, `-` or `_`.
 *
 * @param notebook any notebook
 * @returns one sentence per broken rule
 * @example
 * const cell: Cell = { cell_type: "raw", id: "a b", metadata: {}, source: "" };
 * assertEqual(checkNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }).length, 1);
 */
export function checkNotebook(notebook: Notebook): string[] {
  const seen = new Set<string>();
  return notebook.cells.flatMap(({ id }, i) => {
    const problems = [];
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(id))
      problems.push(`cells[${i}].id must be 1 to 64 letters, digits, - or _, got "${id}"`);
    if (seen.has(id)) problems.push(`cells[${i}].id "${id}" is taken by an earlier cell`);
    seen.add(id);
    return problems;
  });
}

function readCell(value: unknown, index: number, at: Place): Cell {
  const file = at.object(value);
  const type = at.in("cell_type").oneOf(file.cell_type, ["code", "markdown", "raw"] as const);
  const source = at.in("source").text(file.source);
  const metadata = at.in("metadata").object(file.metadata);
  const id = file.id === undefined ? newId(index, source) : at.in("id").string(file.id);
  if (type !== "code") {
    const attachments =
      file.attachments === undefined ? {} : { attachments: at.in("attachments").object(file.attachments) };
    return { cell_type: type, id, metadata, source, ...attachments };
  }
  const outputs = at
    .in("outputs")
    .list(file.outputs)
    .map((output, i) => readOutput(output, at.in(`outputs[${i}]`)));
  return {
    cell_type: type,
    id,
    metadata,
    source,
    execution_count: at.in("execution_count").count(file.execution_count),
    outputs,
  };
}

function readOutput(value: unknown, at: Place): Output {
  const file = at.object(value);
  const type = at
    .in("output_type")
    .oneOf(file.output_type, ["stream", "display_data", "execute_result", "error"] as const);
  switch (type) {
    case "stream":
      return {
        output_type: type,
        name: at.in("name").oneOf(file.name, ["stdout", "stderr"] as const),
        text: at.in("text").text(file.text),
      };
    case "error": {
      const traceback = at
        .in("traceback")
        .list(file.traceback)
        .map((line, i) => at.in(`traceback[${i}]`).string(line));
      return {
        output_type: type,
        ename: at.in("ename").string(file.ename),
        evalue: at.in("evalue").string(file.evalue),
        traceback,
      };
    }
    case "display_data":
      return {
        output_type: type,
        data: readBundle(file.data, at.in("data")),
        metadata: at.in("metadata").object(file.metadata),
      };
    case "execute_result": {
      const data = readBundle(file.data, at.in("data"));
      const count = at.in("execution_count").count(file.execution_count);
      return { output_type: type, execution_count: count, data, metadata: at.in("metadata").object(file.metadata) };
    }
    default:
      return type satisfies never;
  }
}

function readBundle(value: unknown, at: Place): MimeBundle {
  const entries = Object.entries(at.object(value)).map(([mime, data]) => [
    mime,
    isJson(mime) ? data : at.in(`["${mime}"]`).text(data),
  ]);
  return Object.fromEntries(entries);
}

function outputToFile(output: Output): unknown {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: toLines(output.text) };
    case "error":
      return output;
    case "display_data":
    case "execute_result": {
      const data = Object.entries(output.data).map(([mime, value]) => [
        mime,
        typeof value === "string" && !isJson(mime) ? toLines(value) : value,
      ]);
      return { ...output, data: Object.fromEntries(data) };
    }
    default:
      return output satisfies never;
  }
}

function isJson(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

/** `"a\nb"` → `["a\n", "b"]`; the empty text has no lines. */
function toLines(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/** Ids for cells of formats that had none: the same each time the same file is read. */
function newId(index: number, source: string): string {
  return createHash("sha256").update(`${index}\n${source}`).digest("hex").slice(0, 12);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parseJson(text: string, name: string): unknown {
  if (text.trim() === "") throw new BadInput(`Cannot read ${name}: the file is empty`);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const hint = /^<{7} /m.test(text) ? "; it contains the conflict marks of a git merge" : "";
    throw new BadInput(`Cannot read ${name}: it is not JSON (${(error as Error).message})${hint}`, { cause: error });
  }
}

/** A place in the file, to name in errors; its methods take a value that must be of one kind. */
class Place {
  readonly #name: string;
  readonly #path: string;

  constructor(name: string, path: string) {
    this.#name = name;
    this.#path = path;
  }

  in(step: string): Place {
    return new Place(this.#name, this.#path && !step.startsWith("[") ? `${this.#path}.${step}` : this.#path + step);
  }

  object(value: unknown): { [name: string]: unknown } {
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.#fail("an object", value);
    return value as { [name: string]: unknown };
  }

  list(value: unknown): unknown[] {
    return Array.isArray(value) ? value : this.#fail("a list", value);
  }

  string(value: unknown): string {
    return typeof value === "string" ? value : this.#fail("a string", value);
  }

  text(value: unknown): string {
    if (Array.isArray(value) && value.every((line) => typeof line === "string")) return value.join("");
    return typeof value === "string" ? value : this.#fail("a string or a list of strings", value);
  }

  integer(value: unknown): number {
    return Number.isInteger(value) ? (value as number) : this.#fail("an integer", value);
  }

  count(value: unknown): number | null {
    return value === null || value === undefined ? null : this.integer(value);
  }

  oneOf<const T extends string>(value: unknown, allowed: readonly T[]): T {
    const found = allowed.find((item) => item === value);
    return found ?? this.#fail(allowed.map((item) => `"${item}"`).join(" or "), value);
  }

  #fail(wanted: string, value: unknown): never {
    const place = this.#path === "" ? "the file" : this.#path;
    throw new BadInput(`Cannot read ${this.#name}: ${place} must be ${wanted}, got ${show(value)}`);
  }
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return `an object with ${Object.keys(value).slice(0, 3).join(", ") || "no keys"}`;
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
