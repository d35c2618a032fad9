/**
 * The user's `tsconfig.json`: the nearest one, from the notebook's folder upwards, with what it extends. Of its options those count that
 * say how strictly to check, what is in scope and what a decorator means; those about output, module format and files of the project do
 * not, because a cell is always an ES module that this Node runs at once (docs/kernel.md has the list). It is read again when it changed.
 */
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import type typescript from "typescript";
import { packageFolder } from "../../version.ts";
import { ts } from "./compiler.ts";
import type { Problem } from "./problem.ts";

/** What a `tsconfig.json` says about cells. */
export interface UserConfig {
  /** Where it is; undefined when there is none. */
  readonly file?: string;
  /** Its options for checking, those that count. */
  readonly check: Readonly<typescript.CompilerOptions>;
  /** Its options for turning TypeScript into JavaScript, those that count. */
  readonly emit: Readonly<typescript.CompilerOptions>;
  /** Whether a type that is `any` because nobody wrote one is an error. */
  readonly refusesImplicitAny: boolean;
  /** What is wrong with it. */
  readonly problems: readonly Problem[];
}

/** The nearest `tsconfig.json`, as it is now. */
export interface UserConfigFile {
  readonly current: UserConfig;
  /** Looks again; returns whether something has changed. */
  refresh(): boolean;
}

const checking = [
  "strict",
  "strictNullChecks",
  "strictFunctionTypes",
  "strictBindCallApply",
  "strictPropertyInitialization",
  "strictBuiltinIteratorReturn",
  "noImplicitThis",
  "useUnknownInCatchVariables",
  "noUncheckedIndexedAccess",
  "exactOptionalPropertyTypes",
  "noImplicitReturns",
  "noImplicitOverride",
  "noFallthroughCasesInSwitch",
  "noPropertyAccessFromIndexSignature",
  "allowUnreachableCode",
  "allowUnusedLabels",
  "customConditions",
  "paths",
  "baseUrl",
  "pathsBasePath", // where `paths` starts from; the parser adds it
] as const;

const emitting = ["experimentalDecorators", "emitDecoratorMetadata", "useDefineForClassFields"] as const;

/** A tsconfig of a notebook's folder has no files of its own, and need not. */
const noInputs: ReadonlySet<number> = new Set([18002, 18003]);

const none: UserConfig = { check: {}, emit: {}, refusesImplicitAny: false, problems: [] };

/** The `tsconfig.json` nearest to `folder`. */
export function createUserConfig(folder: string): UserConfigFile {
  let current = none;
  /** The files that it was read from, and when they were changed. */
  let read = new Map<string, number>();

  function refresh(): boolean {
    const file = nearest(folder);
    const unchanged = file === current.file && [...read].every(([path, time]) => changeTime(path) === time);
    if (unchanged) return false;
    const loaded = file === undefined ? { config: none, files: [] } : load(file);
    current = loaded.config;
    read = new Map(loaded.files.map((path) => [path, changeTime(path)]));
    return true;
  }

  refresh();
  return {
    get current() {
      return current;
    },
    refresh,
  };
}

function nearest(folder: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    const file = join(here, "tsconfig.json");
    // The one of this package says how to build the package.
    if (changeTime(file) >= 0) return here === packageFolder ? undefined : file;
    if (dirname(here) === here) return undefined;
  }
}

function load(file: string): { config: UserConfig; files: string[] } {
  const source = ts.readJsonConfigFile(file, ts.sys.readFile);
  // Which files belong to the project is of no interest, and looking for them may take seconds.
  const host: typescript.ParseConfigHost = { ...ts.sys, readDirectory: () => [], useCaseSensitiveFileNames: true };
  const { options, errors } = ts.parseJsonSourceFileConfigFileContent(source, host, dirname(file), undefined, file);
  const syntax = (source as unknown as { parseDiagnostics: readonly typescript.Diagnostic[] }).parseDiagnostics;
  const found = [...syntax, ...errors].filter(
    ({ code, category }) => category === ts.DiagnosticCategory.Error && !noInputs.has(code),
  );
  const { types = [], lib = [], typeRoots } = options;
  const config: UserConfig = {
    file,
    check: { ...pick(options, checking), ...pick(options, emitting), types, lib, ...(typeRoots && { typeRoots }) },
    emit: pick(options, emitting),
    refusesImplicitAny: options.noImplicitAny ?? options.strict ?? false,
    problems: unique(found.map((diagnostic) => problem(diagnostic, source))),
  };
  return { config, files: [file, ...(source.extendedSourceFiles ?? [])] };
}

function problem(diagnostic: typescript.Diagnostic, config: typescript.TsConfigSourceFile): Problem {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  const { fileName, text } = diagnostic.file ?? config;
  return {
    kind: "config",
    code: `TS${diagnostic.code}`,
    message: `The tsconfig.json of these cells is not all right, and counts as far as it is: ${message}`,
    file: fileName,
    text,
    start: Math.min(diagnostic.start ?? 0, text.length),
    length: diagnostic.length ?? 1,
  };
}

/** The parser and the reader of options may both complain about one place. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((found) => [`${found.file}:${found.start}`, found])).values()];
}

function pick<K extends keyof typescript.CompilerOptions>(
  options: typescript.CompilerOptions,
  names: readonly K[],
): typescript.CompilerOptions {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

function changeTime(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
