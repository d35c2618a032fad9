import type typescript from "typescript";
import type { Completions } from "../interpreter.ts";
import { ts } from "./compiler.ts";
import { completePaths } from "./completePaths.ts";
import type { Environment } from "./environment.ts";
import { internals } from "./internals.ts";
import { type Ranked, ranked } from "./ranked.ts";
import { isUnknown, receiverAt, runtimePath } from "./runtimePath.ts";
import type { NameKind } from "./topLevelNames.ts";

/** A name that every cell sees: one of an earlier cell, or of the scope. */
export interface KnownName {
  readonly name: string;
  readonly kind: NameKind | "module";
  /** Whether it is one of the scope rather than of the user's. */
  readonly isPreloaded: boolean;
}

/** Completions by types, and where to look for more. */
export interface TypedCompletions extends Completions {
  /** The types know nothing of this value's members; looking at the value may. */
  readonly receiver?: readonly string[];
}

/**
 * Completions at the cursor of a cell, by types. `offset` is where its code starts in the source file. The names that a cell does not mention are not part of its module, so those of
 * earlier cells and of the scope (`known`) are added where any name may stand.
 *
 * They are ranked: of equal standing in their scope those that are written like what is typed, then by the alphabet; of members those of
 * the object's own class before those of others; what is deprecated or starts with `_` comes last.
 */
export function completeAt(
  environment: Environment,
  source: typescript.SourceFile,
  { code, cursor, offset }: { readonly code: string; readonly cursor: number; readonly offset: number },
  known: readonly KnownName[],
): TypedCompletions {
  const { program, checker } = environment;
  const position = offset + cursor;
  const info = proposals(program, source, position);
  const entries = info?.entries ?? [];
  if (
    !info?.isMemberCompletion &&
    !entries.some(({ kind }) => pathKinds.has(kind) || kind === ts.ScriptElementKind.string)
  ) {
    const paths = completePaths(checker, source, position, program.getCurrentDirectory());
    if (paths) return { matches: paths.matches, start: cursor - paths.typed, end: cursor };
  }
  const candidates = new Map<string, Candidate>();
  for (const entry of entries) if (!isOurs(entry.name)) candidates.set(entry.name, candidateOf(entry, checker, source));
  if (info && !info.isMemberCompletion && mayBeAnyName(entries)) {
    const wantsType = !entries.some(({ name, kind }) => name === "undefined" && kind !== ts.ScriptElementKind.keyword);
    for (const { name, kind, isPreloaded } of known) {
      const fits = wantsType ? kind !== "constant" && kind !== "variable" && kind !== "function" : kind !== "type";
      // The compiler gives 11 to what the cell itself declares, and 15 to the names of the global scope and to keywords.
      if (fits) candidates.set(name, { text: name, type: iconOf(kind), rank: isPreloaded ? "0130" : "0110" });
    }
  }
  const inString = entries.some(({ kind }) => kind === ts.ScriptElementKind.string || pathKinds.has(kind));
  const start = inString ? startOfString(info!, code, cursor, offset) : startOfName(code, cursor);
  const matches = ranked([...candidates.values()], code.slice(start, cursor));
  const few = matches.length <= signedMatches;
  const receiver = receiverAt(source, position);
  const path =
    receiver && isUnknown(checker.getTypeAtLocation(receiver), checker)
      ? runtimePath(receiver, checker, offset)
      : undefined;
  return {
    matches: matches.map(({ text, type, symbol, isDeprecated }) => {
      const signature = few && symbol ? signatureOf(symbol, checker, source) : undefined;
      return { text, type, ...(signature && { signature }), ...(isDeprecated && { deprecated: true }) };
    }),
    start,
    end: cursor,
    ...(path && { receiver: path }),
  };
}

/** Signatures are written for so many matches: a longer list is narrowed first. */
const signedMatches = 20;

interface Candidate extends Ranked {
  readonly type: string;
  readonly symbol?: typescript.Symbol | undefined;
  readonly isDeprecated?: boolean;
}

type Entry = typescript.CompletionEntry & { readonly symbol?: typescript.Symbol };

function proposals(
  program: typescript.Program,
  source: typescript.SourceFile,
  position: number,
): (Omit<typescript.CompletionInfo, "entries"> & { readonly entries: readonly Entry[] }) | undefined {
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
  return internals.Completions.getCompletionsAtPosition(
    host,
    program,
    () => {},
    source,
    position,
    { importModuleSpecifierEnding: "minimal" },
    undefined,
    undefined,
    undefined,
    undefined,
    true, // with symbols
  );
}

/** Names that the kernel puts into cells. */
function isOurs(name: string): boolean {
  return name.startsWith("__kernel");
}

/** Where a name of the global scope is proposed, any other may stand, too. */
function mayBeAnyName(entries: readonly Entry[]): boolean {
  return entries.some(({ name }) => name === "globalThis" || name === "Array");
}

function candidateOf(
  { name, kind, kindModifiers = "", sortText, symbol }: Entry,
  checker: typescript.TypeChecker,
  source: typescript.SourceFile,
): Candidate {
  const isDeprecated = kindModifiers.includes("deprecated") || isLegacy(symbol);
  const last = isDeprecated || name.startsWith("_") ? "9" : "0";
  return {
    text: name,
    type: iconOf(kind === ts.ScriptElementKind.alias && symbol ? kindBehind(symbol, checker, source) : kind),
    rank: `${last}${sortText.replace(/^z/, "")}${symbol ? foreignness(symbol) : 0}`,
    symbol,
    isDeprecated,
  };
}

/** What an exported name of a module really is. */
function kindBehind(symbol: typescript.Symbol, checker: typescript.TypeChecker, source: typescript.SourceFile): string {
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (flags & ts.SymbolFlags.Class) return ts.ScriptElementKind.classElement;
  if (flags & ts.SymbolFlags.Function) return ts.ScriptElementKind.functionElement;
  if (flags & ts.SymbolFlags.Enum) return ts.ScriptElementKind.enumElement;
  if (flags & ts.SymbolFlags.Variable) {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const isCalled = checker.getTypeOfSymbolAtLocation(target, source).getCallSignatures().length > 0;
    return isCalled ? ts.ScriptElementKind.functionElement : ts.ScriptElementKind.constElement;
  }
  if (flags & ts.SymbolFlags.Type) return ts.ScriptElementKind.interfaceElement;
  return ts.ScriptElementKind.alias;
}

/** Members that every function or object has come behind those of the class itself. */
function foreignness(symbol: typescript.Symbol): 0 | 1 {
  const parent = (symbol as { parent?: typescript.Symbol }).parent;
  return parent && everywhere.has(parent.name) && isOfTheLanguage(parent) ? 1 : 0;
}

/** Methods of strings that the language keeps for old pages; libraries are read without the comments that say so. */
function isLegacy(symbol: typescript.Symbol | undefined): boolean {
  const parent = (symbol as { parent?: typescript.Symbol } | undefined)?.parent;
  return parent?.name === "String" && legacy.has(symbol!.name) && isOfTheLanguage(parent);
}

const legacy: ReadonlySet<string> = new Set(
  "anchor big blink bold fixed fontcolor fontsize italics link small strike sub substr sup trimLeft trimRight".split(
    " ",
  ),
);

const everywhere: ReadonlySet<string> = new Set(["Function", "CallableFunction", "NewableFunction", "Object"]);

function isOfTheLanguage(symbol: typescript.Symbol): boolean {
  return symbol.declarations?.some((node) => /[\\/]lib\.[^\\/]*\.d\.ts$/.test(node.getSourceFile().fileName)) ?? false;
}

function signatureOf(
  symbol: typescript.Symbol,
  checker: typescript.TypeChecker,
  source: typescript.SourceFile,
): string | undefined {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const [signature] = checker.getTypeOfSymbolAtLocation(target, source).getCallSignatures();
  return signature && checker.signatureToString(signature).replace(/import\("[^"]*"\)\./g, "");
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
  [ts.ScriptElementKind.memberSetAccessorElement]: "property",
  [ts.ScriptElementKind.memberAccessorVariableElement]: "property",
  [ts.ScriptElementKind.constElement]: "constant",
  [ts.ScriptElementKind.letElement]: "variable",
  [ts.ScriptElementKind.variableElement]: "variable",
  [ts.ScriptElementKind.localVariableElement]: "variable",
  [ts.ScriptElementKind.parameterElement]: "param",
  [ts.ScriptElementKind.alias]: "module",
  [ts.ScriptElementKind.interfaceElement]: "interface",
  [ts.ScriptElementKind.typeElement]: "interface",
  [ts.ScriptElementKind.enumElement]: "class",
  [ts.ScriptElementKind.enumMemberElement]: "constant",
  [ts.ScriptElementKind.directory]: "path",
  [ts.ScriptElementKind.scriptElement]: "path",
  [ts.ScriptElementKind.externalModuleName]: "module",
  [ts.ScriptElementKind.string]: "text",
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
function startOfString(
  info: Pick<typescript.CompletionInfo, "optionalReplacementSpan"> & { readonly entries: readonly Entry[] },
  code: string,
  cursor: number,
  offset: number,
): number {
  const span = info.optionalReplacementSpan ?? info.entries[0]?.replacementSpan;
  if (span) return Math.min(span.start - offset, cursor);
  return cursor - (/[^/"'`]*$/.exec(code.slice(0, cursor))?.[0].length ?? 0);
}
