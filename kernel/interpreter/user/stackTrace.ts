/**
 * Stack traces in terms of what the user wrote. `Error.prepareStackTrace` maps the places in compiled cells and local files back
 * through their source maps and leaves out the frames of the kernel, so `error.stack`, `console.error(error)` and our own reports
 * agree.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Frame, fileTitle } from "../protocol.ts";
import { withoutBoxes } from "../typescript/boxName.ts";
import { type PositionMap, readMappings } from "../typescript/sourceMap.ts";

interface Source {
  readonly original: string;
  readonly find: PositionMap;
  /** Lines before the first line that the mappings speak of. */
  readonly headerLines: number;
}

const sources = new Map<string, Source>();
const kernelFolder = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** The object whose trace is wanted as it is. */
let wantsCalls: object | undefined;
const { captureStackTrace } = Error; // cells may replace it
const framesOf = new WeakMap<object, readonly Frame[]>();

/** Tells where the places of a script come from. `file` is the name V8 knows it by. */
export function registerSource(file: string, original: string, mappings: string, headerLines: number): void {
  sources.set(file, { original, find: readMappings(mappings), headerLines });
}

/** No code of a script can run any more. */
export function forgetSource(file: string): void {
  sources.delete(file);
}

/** The frames of an error, innermost first; empty when it has none. */
export function errorFrames(error: object): readonly Frame[] {
  void (error as { stack?: unknown }).stack; // V8 prepares the trace when it is first asked for
  return framesOf.get(error) ?? [];
}

/** Adds a frame to an error: where code waited for the promise that the error rejected. */
export function addFrame(error: object, frame: Frame): void {
  const frames = errorFrames(error);
  const known = frames.some(({ file, line }) => file === frame.file && line === frame.line);
  if (!known) framesOf.set(error, [...frames, frame]);
}

/** The file of the outermost frame of the running code that `wanted` accepts. */
export function outermostFile(wanted: (file: string) => boolean): string | undefined {
  const holder: { stack?: unknown } = {};
  wantsCalls = holder;
  captureStackTrace(holder);
  const calls = holder.stack as NodeJS.CallSite[];
  wantsCalls = undefined;
  if (typeof calls !== "object") return undefined; // a cell has replaced the preparation
  for (let at = calls.length - 1; at >= 0; at--) {
    const file = calls[at]!.getFileName?.();
    if (file && wanted(file)) return file;
  }
  return undefined;
}

/** Where a frame is, in the form of stack traces: `cell [3]:2:9`. */
export function frameText({ name, file, line, column }: Frame): string {
  const place = `${fileTitle(file)}:${line}:${column}`;
  return name ? `${name} (${place})` : place;
}

/** Installs the preparation of stack traces in this thread. */
export function installStackTraces(): void {
  Error.stackTraceLimit = 100; // between two frames of a cell there may be dozens of the runtime
  Error.prepareStackTrace = (error, calls) => {
    if (error === wantsCalls) return calls;
    const frames = calls.map(frameOf).filter((frame) => frame !== undefined);
    if (typeof error === "object" && error !== null) framesOf.set(error, frames);
    return [header(error), ...frames.map((frame) => `    at ${frameText(frame)}`)].join("\n");
  };
}

function frameOf(call: NodeJS.CallSite): Frame | undefined {
  const file = call.getFileName() ?? (call.isEval() ? call.getEvalOrigin() : undefined);
  const line = call.getLineNumber();
  const column = call.getColumnNumber();
  if (!file || line === null || column === null || isInternal(file)) return undefined;
  const source = sources.get(file);
  const name = functionName(call);
  if (!source) return { name, file: file.startsWith("file:") ? fileURLToPath(file) : file, line, column };
  const found = source.find({ line: line - 1 - source.headerLines, column: column - 1 });
  if (!found) return undefined;
  return { name, file: source.original, line: found.line + 1, column: found.column + 1 };
}

/** The kernel's own files, and those of Node that run them. */
function isInternal(file: string): boolean {
  if (file.startsWith("node:")) return true;
  return (file.startsWith("file:") ? fileURLToPath(file) : file).startsWith(kernelFolder);
}

function functionName(call: NodeJS.CallSite): string {
  const name = call.getFunctionName();
  if (!name) return "";
  const type = call.isToplevel() || call.isConstructor() ? null : call.getTypeName();
  const prefix = call.isAsync() ? "async " : call.isConstructor() ? "new " : "";
  const owner = type && type !== "Object" && !name.startsWith(`${type}.`) ? `${type}.` : "";
  return `${prefix}${owner}${name}`;
}

function header(error: unknown): string {
  try {
    return withoutBoxes(Error.prototype.toString.call(error));
  } catch {
    return "Error";
  }
}
