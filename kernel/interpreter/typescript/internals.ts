/**
 * The parts of the compiler that its declarations do not mention. The public API can only check a *program*, and a new program
 * means a new checker, which merges all global declarations again: 6 ms with the libraries of the language alone, 40 ms with those of
 * Node. One checker that sees cells come and go checks a cell in 1 ms instead. The compiler's version is pinned, and
 * `internals.test.ts` notices when one of these changes.
 */
import type ts from "typescript";
import { ts as compiler } from "./compiler.ts";

/** What the checker reads from a source file besides its declared members. */
export interface InternalSourceFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  imports: readonly ts.Node[];
  moduleAugmentations: readonly ts.Node[];
  ambientModuleNames: readonly string[];
  readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  readonly bindDiagnostics: readonly ts.DiagnosticWithLocation[];
  readonly commentDirectives?: readonly unknown[];
  readonly checkJsDirective?: { readonly enabled: boolean };
}

/** A checker that can be asked about one file. */
export interface InternalChecker extends ts.TypeChecker {
  getDiagnostics(file: ts.SourceFile): ts.Diagnostic[];
}

/** The program's members that a view of it replaces. */
export interface InternalProgram extends ts.Program {
  getSourceFileByPath(path: ts.Path): ts.SourceFile | undefined;
  getResolvedModule(
    file: ts.SourceFile,
    name: string,
    mode: ts.ResolutionMode,
  ): { resolvedModule?: ts.ResolvedModuleFull | undefined } | undefined;
}

interface Internals {
  createTypeChecker(host: ts.Program): InternalChecker;
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  getSetExternalModuleIndicator(options: ts.CompilerOptions): (file: ts.SourceFile) => void;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  createCommentDirectivesMap(
    file: ts.SourceFile,
    directives: readonly unknown[],
  ): { markUsed(line: number): boolean; getUnusedExpectations(): readonly { readonly range: ts.TextRange }[] };
  readonly Completions: {
    getCompletionsAtPosition(
      host: unknown,
      program: ts.Program,
      log: (text: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      trigger: undefined,
      completionKind: undefined,
      cancellation: undefined,
      format: undefined,
      withSymbols: boolean,
    ): ts.CompletionInfo | undefined;
  };
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): { readonly displayParts: ts.SymbolDisplayPart[]; readonly symbolKind: ts.ScriptElementKind };
  };
}

/** The compiler, with the parts that its declarations leave out. */
export const internals: Internals = compiler as unknown as Internals;

/** The same source file, with the members that the declarations leave out. */
export function internal(file: ts.SourceFile): InternalSourceFile {
  return file as unknown as InternalSourceFile;
}

/** The exports of a bound module, as the checker will read them. */
export function exportsOf(module: ts.SourceFile): ts.SymbolTable {
  return (module as unknown as { readonly symbol: { readonly exports: ts.SymbolTable } }).symbol.exports;
}

/**
 * Says that a name which a module passes on is a value, so that the checker need not look for its declaration to know. The two flags are
 * those of a value that is an alias all the same, as `module.exports = …` makes them in JavaScript.
 */
export function markAsValue(name: ts.ExportSpecifier | ts.NamespaceExport): void {
  const { symbol } = name as unknown as { readonly symbol: ts.Symbol };
  symbol.flags |= compiler.SymbolFlags.ObjectLiteral | compiler.SymbolFlags.Assignment;
}
