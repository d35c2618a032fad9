import type typescript from "typescript";
import type { Completion, Completions } from "../interpreter.ts";
import { ts } from "./compiler.ts";
import type { Environment } from "./environment.ts";
import { internals } from "./internals.ts";

/**
 * Completions at the cursor of a cell, by types. `offset` is where its code starts in the source file. The names that a cell does not mention are not part of its module, so those of
 * earlier cells and of the scope (`known`) are added where any name may stand.
 */
export function completeAt(
  environment: Environment,
  source: typescript.SourceFile,
  { code, cursor, offset }: { readonly code: string; readonly cursor: number; readonly offset: number },
  known: readonly { readonly name: string; readonly kind: string }[],
): Completions {
  const { program } = environment;
  const host = {
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCurrentDirectory: () => program.getCurrentDirectory(),
    getCompilationSettings: () => program.getCompilerOptions(),
    getScriptFileNames: () => [],
  };
  const info = internals.Completions.getCompletionsAtPosition(host, program, () => {}, source, offset + cursor, {});
  const entries = new Map<string, Completion & { sort: string }>();
  for (const { name, kind, sortText } of info?.entries ?? [])
    entries.set(name, { text: name, type: iconOf(kind), sort: sortText });
  if (info?.isGlobalCompletion) {
    // The same rank as what the cell itself declares.
    for (const { name, kind } of known) entries.set(name, { text: name, type: iconOf(kind), sort: "11" });
  }
  const inString = info?.entries.some(({ kind }) => kind === ts.ScriptElementKind.string || pathKinds.has(kind));
  const start = inString ? startOfString(info!, code, cursor, offset) : startOfName(code, cursor);
  const prefix = code.slice(start, cursor).toLowerCase();
  const matches = [...entries.values()]
    .filter(({ text }) => text.toLowerCase().startsWith(prefix) && !text.startsWith("__kernel"))
    .sort((a, b) => compare(a.sort, b.sort) || compare(a.text, b.text))
    .map(({ text, type }) => ({ text, type }));
  return { matches, start, end: cursor };
}

const pathKinds: ReadonlySet<string> = new Set([
  ts.ScriptElementKind.directory,
  ts.ScriptElementKind.scriptElement,
  ts.ScriptElementKind.externalModuleName,
]);

/** The words for which JupyterLab has icons. */
const icons: Readonly<Record<string, string>> = {
  [ts.ScriptElementKind.memberFunctionElement]: "method",
  [ts.ScriptElementKind.functionElement]: "function",
  [ts.ScriptElementKind.localFunctionElement]: "function",
  [ts.ScriptElementKind.memberVariableElement]: "property",
  [ts.ScriptElementKind.memberGetAccessorElement]: "property",
  [ts.ScriptElementKind.constElement]: "constant",
  [ts.ScriptElementKind.letElement]: "variable",
  [ts.ScriptElementKind.variableElement]: "variable",
  [ts.ScriptElementKind.localVariableElement]: "variable",
  [ts.ScriptElementKind.parameterElement]: "param",
  [ts.ScriptElementKind.alias]: "module",
  [ts.ScriptElementKind.interfaceElement]: "interface",
  [ts.ScriptElementKind.typeElement]: "interface",
  [ts.ScriptElementKind.directory]: "path",
  [ts.ScriptElementKind.scriptElement]: "path",
  [ts.ScriptElementKind.externalModuleName]: "module",
  constant: "constant",
  import: "module",
};

function iconOf(kind: string): string {
  return icons[kind] ?? kind;
}

function startOfName(code: string, cursor: number): number {
  return cursor - (/[\p{ID_Continue}$]*$/u.exec(code.slice(0, cursor))?.[0].length ?? 0);
}

/** In a string the compiler says what is replaced; a path is replaced from its last slash on. */
function startOfString(info: typescript.CompletionInfo, code: string, cursor: number, offset: number): number {
  const span = info.optionalReplacementSpan ?? info.entries[0]?.replacementSpan;
  if (span) return Math.min(span.start - offset, cursor);
  return cursor - (/[^/"'`]*$/.exec(code.slice(0, cursor))?.[0].length ?? 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
