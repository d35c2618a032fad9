/** Errors as clients show them: name, message, the line of the cell with a mark, the stack; in ANSI colours. */
import { readFileSync } from "node:fs";
import type { ErrorContent } from "./interpreter.ts";
import { type ErrorRecord, type Frame, fileTitle } from "./protocol.ts";
import type { Problem } from "./typescript/problem.ts";

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const bold = (text: string): string => `\x1b[1m${text}\x1b[22m`;
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;
const yellow = (text: string): string => `\x1b[33m${text}\x1b[39m`;
const green = (text: string): string => `\x1b[32m${text}\x1b[39m`;

const problemsShown = 10;
const framesShown = 20;

const problemNames: Readonly<Record<Problem["kind"], string>> = {
  syntax: "SyntaxError",
  type: "TypeCheckError",
  module: "ModuleNotFoundError",
  lint: "TypeCheckError",
  config: "ConfigurationError",
};

/** What was found in a cell before it ran. `title` names the cell: `cell [3]`. */
export function renderProblems(problems: readonly Problem[], title: string): ErrorContent {
  const first = problems[0]!;
  const traceback: string[] = [];
  for (const problem of problems.slice(0, problemsShown)) {
    const { line, column } = positionAt(problem.text, problem.start);
    const code = problem.code ? ` ${dim(problem.code)}` : "";
    const name = problem.file ? fileTitle(problem.file) : title;
    traceback.push(`${red(bold(problemNames[problem.kind]))}${code}: ${problem.message}`);
    traceback.push(`${green(`${name}:${line}:${column}`)}`);
    traceback.push(...excerpt(problem.text, line, column, problem.length), "");
  }
  if (problems.length > problemsShown) traceback.push(`… and ${problems.length - problemsShown} more`);
  const { line, column } = positionAt(first.text, first.start);
  const where = `${first.file ? fileTitle(first.file) : title}:${line}:${column}`;
  const evalue = `${first.code ? `${first.code}: ` : ""}${first.message} (${where})`;
  return { ename: problemNames[first.kind], evalue, traceback: trimEnd(traceback) };
}

/** What is suspicious about a cell that runs all the same, for its standard error. */
export function renderWarnings(problems: readonly Problem[], title: string): string {
  const lines = problems.slice(0, problemsShown).flatMap(({ message, file, text, start, length }) => {
    const { line, column } = positionAt(text, start);
    return [
      `${yellow(bold("Warning"))}: ${message}`,
      green(`${file ? fileTitle(file) : title}:${line}:${column}`),
      ...excerpt(text, line, column, length),
    ];
  });
  if (problems.length > problemsShown) lines.push(`… and ${problems.length - problemsShown} more`);
  return lines.map((line) => `${line}\n`).join("");
}

/** An error that running code has thrown. `sourceOf` gives the text of a cell by its file name. */
export function renderError(error: ErrorRecord, sourceOf: (file: string) => string | undefined): ErrorContent {
  return {
    ename: error.name,
    evalue: error.message,
    traceback: trimEnd(renderRecord(error, sourceOf)),
  };
}

function renderRecord(error: ErrorRecord, sourceOf: (file: string) => string | undefined): string[] {
  const lines = `${red(bold(error.name))}: ${error.message}`.split("\n");
  const frames = error.frames.filter(isUsers);
  const place = frames.find(({ file }) => sourceOf(file) !== undefined) ?? frames[0];
  const text = place && (sourceOf(place.file) ?? readText(place.file));
  if (place && text !== undefined) lines.push(...excerpt(text, place.line, place.column, 1));
  for (const frame of frames.slice(0, framesShown)) lines.push(`    at ${frameText(frame)}`);
  if (frames.length > framesShown) lines.push(dim(`    … ${frames.length - framesShown} more`));
  const hidden = error.frames.length - frames.length;
  if (hidden > 0)
    lines.push(
      dim(
        `    (${hidden} ${hidden === 1 ? "frame" : "frames"} of the runtime left out; NNXLAB_TRACEBACK=full shows them)`,
      ),
    );
  if (error.details) lines.push(dim(error.details));
  for (const inner of error.errors ?? []) lines.push("", ...renderRecord(inner, sourceOf));
  if (error.cause) lines.push("", bold("Caused by"), ...renderRecord(error.cause, sourceOf));
  return lines;
}

/** Three lines around a place, the place marked. */
function excerpt(text: string, line: number, column: number, length: number): string[] {
  const lines = text.split("\n");
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const digits = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = lines[number - 1]!.replace(/\r$/, "");
    const isHere = number === line;
    shown.push(`${isHere ? red("> ") : "  "}${dim(`${String(number).padStart(digits)} |`)} ${clip(source)}`);
    if (!isHere || column > longestLine) continue;
    const gap = source.slice(0, column - 1).replace(/[^\t]/g, " ");
    const marks = "^".repeat(Math.max(1, Math.min(length, source.length - column + 1)));
    shown.push(`  ${" ".repeat(digits)}${dim(" |")} ${gap}${red(marks)}`);
  }
  return shown;
}

const longestLine = 200;

function clip(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}

function frameText({ name, file, line, column }: Frame): string {
  const place = green(`${fileTitle(file)}:${line}:${column}`);
  return name ? `${name} (${place})` : place;
}

/** Whether a frame is of interest to the user: those inside the runtime are not, unless asked for. */
function isUsers({ file }: Frame): boolean {
  return process.env.NNXLAB_TRACEBACK === "full" || !/[\\/]dist[\\/](bundle[\\/])?runtime[\\/]/.test(file);
}

function readText(file: string): string | undefined {
  if (!/\.[cm]?[jt]s$/.test(file) || /[\\/]node_modules[\\/]/.test(file)) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - start + 1 };
}

function trimEnd(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}
