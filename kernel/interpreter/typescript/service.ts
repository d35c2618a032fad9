/**
 * TypeScript for cells: checks and compiles them one after the other, remembers what they declare, completes and explains.
 * Everything here is synchronous and runs in the kernel's worker thread; nothing of it runs the user's code.
 */
import { isBuiltin } from "node:module";
import type typescript from "typescript";
import type { Completeness } from "../interpreter.ts";
import { scope } from "../scope.ts";
import { fileProblems, semanticProblems, syntaxProblems, warnings } from "./check.ts";
import { saveCodeCache, ts } from "./compiler.ts";
import { completeAt, type KnownName, type TypedCompletions } from "./complete.ts";
import { type CellNames, createDeclarations, type Declaration, exportsLine, readNames } from "./declarations.ts";
import { emitCell } from "./emit.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import { type Inspection, inspectAt } from "./inspect.ts";
import { completeness } from "./isComplete.ts";
import { createLocalModules, type LocalModule, mappedFile } from "./localModules.ts";
import { type NumberVariables, numberVariables } from "./numberVariables.ts";
import type { Problem } from "./problem.ts";
import { importedSpecifiers } from "./specifiers.ts";
import { type NameKind, topLevelNames } from "./topLevelNames.ts";

/** A cell that may run. */
export interface CompiledCell {
  readonly js: string;
  readonly mappings: string;
  /** Names that exist when the cell runs. */
  readonly names: readonly string[];
  /** Those of them that are also names of JavaScript's own globals. */
  readonly shadowing: readonly string[];
  /** Those of them that live in boxes, because they are variables and hold numbers. */
  readonly numbers: readonly string[];
  /** Specifiers of the scope's modules that the cell uses. */
  readonly scope: readonly string[];
}

/** A cell that may run, or what is wrong with it. */
export type Compilation =
  | { readonly ok: true; readonly cell: CompiledCell; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The compiler as the interpreter uses it. */
export interface TypescriptService {
  /** Checks a cell and turns it into JavaScript. `file` names it; no two cells have the same. */
  compile(code: string, file: string): Compilation;
  /** What is wrong with the user's `tsconfig.json`, when it has not been said yet. */
  configProblems(): readonly Problem[];
  /** An expression as JavaScript, unchecked. */
  compileExpression(code: string): CompiledCell;
  /** The cell begins to run: cells of other shells see its names from now on. */
  begin(file: string): void;
  /** The cell has run; of its values only those in `assigned` came to be. */
  commit(file: string, assigned?: readonly string[]): void;
  /** The names that cells have declared, and what they are: `function`, `class`, `variable`, `type`, … */
  names(): ReadonlyMap<string, string>;
  /** Forgets them. */
  reset(): void;
  /** Cells that are still part of what is checked, and those of them that the checker of now has looked at. */
  readonly kept: Environment["kept"];
  /** The cell has not run. */
  discard(file: string): void;
  isComplete(code: string): Completeness;
  complete(code: string, cursor: number): TypedCompletions;
  inspect(code: string, cursor: number, level: 0 | 1): Inspection;
  /** A file of the user's in a form that this Node can import. */
  localModule(specifier: string, folder: string): LocalModule;
  /**
   * Steps of getting ready, each a few milliseconds long: those that every first cell would have to wait for, or the rest, which can be
   * taken while nothing else is to do.
   */
  preparation(part: "first" | "rest"): Iterator<void>;
  dispose(): void;
}

/** A cell that is compiled and has not come to its end. */
interface PendingCell {
  readonly declared: ReadonlyMap<string, NameKind>;
  /** What its names meant before it began. */
  before: ReadonlyMap<string, Declaration | undefined> | undefined;
}

/** Cells that run before those that can be forgotten are. */
const cellsPerSweep = 50;

/** A service for cells that live in `notebookFolder`. */
export function createTypescriptService(notebookFolder: string): TypescriptService {
  const folder = notebookFolder.replaceAll("\\", "/"); // as the compiler writes paths
  const environment = createEnvironment(folder);
  const declarations = createDeclarations();
  const localModules = createLocalModules(() => environment.config);
  const pending = new Map<string, PendingCell>();
  /** Names of the scope that are known to be exported, by the specifier they come from. */
  const scopeNames = new Map(scope.flatMap(({ specifier, names }) => names.map((name) => [name, specifier] as const)));
  const verified = new Set<string>();
  /** The configuration whose faults nobody has been told yet. */
  let untold: Environment["config"] | undefined = environment.config;

  let committed = 0;

  /** Cells whose every name a later cell has declared again are forgotten now and then. */
  function sweep(): void {
    environment.keepOnly([...pending.keys(), ...[...declarations.names.values()].map(({ file }) => file)]);
  }

  const parse = (text: string): typescript.SourceFile => ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ES2022);

  /** Whether a cell has declared a name that JavaScript's globals have too. */
  const isShadowed = (name: string): boolean => builtins.has(name) && declarations.names.has(name);

  /** Specifiers of scope modules whose names a cell uses without anyone having declared them. */
  function scopeOf({ mentioned, declared }: CellNames): string[] {
    const found = new Set<string>();
    for (const name of mentioned) {
      const specifier = scopeNames.get(name);
      if (specifier && !declared.has(name) && !declarations.names.has(name)) found.add(specifier);
    }
    return [...found];
  }

  /** Makes everything a cell refers to part of the environment. */
  function load(specifiers: Iterable<string>, scopeModules: readonly string[]): void {
    const wanted = [...specifiers];
    if (wanted.some((specifier) => isBuiltin(specifier))) environment.loadNode();
    environment.load([...wanted, ...scopeModules]);
    for (const specifier of scopeModules) {
      if (verified.has(specifier)) continue;
      verified.add(specifier);
      const exported = environment.exportsOf(specifier);
      for (const [name, from] of scopeNames) if (from === specifier && !exported.has(name)) scopeNames.delete(name);
    }
  }

  /** The names of a cell; everything it refers to is part of the environment then. */
  function prepare(source: typescript.SourceFile, cursor?: number): CellNames {
    const names = readNames(source, topLevelNames(source));
    load(importedSpecifiers(source, cursor), scopeOf(names));
    return names;
  }

  function check(code: string, file: string, source: typescript.SourceFile): Problem[] {
    const names = prepare(source);
    const text = `${code}\n${declarations.imports(names, scopeNames)} ${exportsLine(names)}`;
    const placed = environment.addCell(file, text);
    environment.refresh();
    const imported = environment
      .reached(importedSpecifiers(source))
      .flatMap((found) => fileProblems(environment, found));
    return [...imported, ...semanticProblems(environment, declarations, placed, code.length)];
  }

  /** Imported names that are only types. */
  function typeOnlyImports(file: string, declared: ReadonlyMap<string, NameKind>): Set<string> {
    const { checker } = environment;
    const symbol = checker.getSymbolAtLocation(environment.program.getSourceFile(file)!);
    const found = new Set<string>();
    for (const exported of symbol ? checker.getExportsOfModule(symbol) : []) {
      if (declared.get(exported.name) !== "import" || !(exported.flags & ts.SymbolFlags.Alias)) continue;
      const target = checker.getAliasedSymbol(exported);
      if (target.declarations && !(target.flags & ts.SymbolFlags.Value)) found.add(exported.name);
    }
    return found;
  }

  /** The variables that a cell speaks of and that are numbers. */
  function numbersOf(file: string, { mentioned, declared }: CellNames, length: number): NumberVariables {
    const isVariable = (name: string): boolean =>
      (declared.get(name) ?? declarations.names.get(name)?.kind) === "variable" && !builtins.has(name);
    const candidates = new Set([...mentioned].filter(isVariable));
    return numberVariables(environment.checker, environment.program.getSourceFile(file)!, candidates, length);
  }

  /** Specifiers that mean files by the user's `paths`. */
  function mappedFiles(source: typescript.SourceFile, file: string): Map<string, string> {
    const files = new Map<string, string>();
    for (const specifier of importedSpecifiers(source)) {
      const path = /^[./]/.test(specifier) ? undefined : mappedFile(specifier, file, environment.config.check);
      if (path !== undefined) files.set(specifier, path);
    }
    return files;
  }

  const service: TypescriptService = {
    compile(code, file) {
      if (environment.reconfigure()) untold = environment.config;
      const source = parse(code);
      const syntax = syntaxProblems(source);
      if (syntax.length > 0) return { ok: false, problems: syntax };
      let problems = check(code, file, source);
      if (problems.length > 0 && !environment.hasNode) {
        loadEverything();
        problems = check(code, file, source);
      }
      if (problems.length > 0) {
        environment.removeCell(file);
        return { ok: false, problems };
      }
      const declared = topLevelNames(source);
      const typeOnly = typeOnlyImports(file, declared);
      const names = [...declared]
        .filter(([name, kind]) => kind !== "type" && !typeOnly.has(name))
        .map(([name]) => name);
      const cellNames = readNames(source, declared);
      const shadowing = names.filter((name) => builtins.has(name));
      const shadows = [...cellNames.mentioned].some(isShadowed) || shadowing.length > 0;
      const files = mappedFiles(source, file);
      const user = environment.config.emit;
      const numbers = numbersOf(file, cellNames, code.length);
      const { js, mappings } = emitCell(code, { names: new Set(names), typeOnly, shadows, numbers, files, user });
      pending.set(file, { declared, before: undefined });
      return {
        ok: true,
        cell: {
          js,
          mappings,
          names,
          shadowing,
          numbers: names.filter((name) => numbers.names.has(name)),
          scope: scopeOf(cellNames),
        },
        warnings: warnings(environment, environment.program.getSourceFile(file)!, code.length),
      };
    },
    compileExpression(code) {
      const names = readNames(parse(code), new Map());
      const shadows = [...names.mentioned].some(isShadowed);
      const { js, mappings } = emitCell(`(${code}\n)`, { names: new Set(), typeOnly: new Set(), shadows });
      return { js, mappings, names: [], shadowing: [], numbers: [], scope: scopeOf(names) };
    },
    begin(file) {
      const cell = pending.get(file);
      if (cell) cell.before ??= declarations.declare(file, cell.declared);
    },
    commit(file, assigned) {
      service.begin(file);
      const cell = pending.get(file);
      pending.delete(file);
      if (!cell) return;
      if (assigned) {
        const { declared, before } = cell;
        const reached = new Set(assigned);
        const missed = [...before!].filter(([name]) => declared.get(name) !== "type" && !reached.has(name));
        declarations.withdraw(file, new Map(missed));
      }
      if (++committed % cellsPerSweep === 0) sweep();
    },
    names: () => new Map([...declarations.names].map(([name, { kind }]) => [name, kind])),
    get kept() {
      return environment.kept;
    },
    reset() {
      for (const cell of pending.values()) cell.before &&= new Map();
      for (const file of new Set([...declarations.names.values()].map((declaration) => declaration.file)))
        environment.removeCell(file);
      declarations.clear();
    },
    discard(file) {
      pending.delete(file);
      environment.removeCell(file);
    },
    configProblems() {
      const problems = untold?.problems ?? [];
      untold = undefined;
      return problems;
    },
    isComplete: completeness,
    complete(code, cursor) {
      environment.showTypes();
      const complete = (): TypedCompletions =>
        withCell(code, cursor, (source, offset) =>
          completeAt(environment, source, { code, cursor, offset }, knownNames()),
        );
      const found = complete();
      if (found.matches.length > 0 || found.receiver || environment.hasNode) return found;
      environment.loadNode();
      return complete();
    },
    inspect(code, cursor, level) {
      const inspect = (): Inspection =>
        withCell(code, cursor, (source, offset) => inspectAt(environment, source, { cursor, offset, level }));
      const found = inspect();
      if (found.bundle || found.path || environment.hasNode) return found;
      loadEverything();
      return inspect();
    },
    localModule: localModules.prepare,
    *preparation(part) {
      const node = part === "rest";
      if (node) {
        yield; // the first quiet moment
        warmUp(arrayCell);
        yield;
        saveCodeCache(); // early, because many kernels do not live long
        yield;
      }
      const ahead = environment.readAhead(node);
      while (ahead.step()) yield;
      if (node) loadEverything();
      void environment.program; // made when it is looked at, as the checker is: each a step of its own
      yield;
      void environment.checker;
      yield;
      warmUp(plainCell);
      if (part === "first") return;
      yield;
      warmUp(arrayCell);
      yield;
      service.complete("console.", "console.".length);
    },
    dispose: localModules.dispose,
  };
  return service;

  /** What most first cells can do without. */
  function loadEverything(): void {
    environment.loadNode();
    environment.showTypes();
  }

  /** Makes the checker look at what a cell uses. */
  function warmUp(cell: string): void {
    const file = `${folder}/__warm__.ts`;
    if (service.compile(cell, file).ok) service.discard(file);
  }

  /** Names of earlier cells and of the scope, for completion. */
  function knownNames(): KnownName[] {
    const declared = [...declarations.names].map(([name, { kind }]) => ({ name, kind, isPreloaded: false }));
    const preloaded = [...scopeNames.keys()].filter((name) => !declarations.names.has(name));
    return [...declared, ...preloaded.map((name) => ({ name, kind: "module" as const, isPreloaded: true }))];
  }

  /** A cell that is still being written. Its brackets may be open, so what it sees of other cells stands before its text. */
  function withCell<T>(code: string, cursor: number, use: (source: typescript.SourceFile, offset: number) => T): T {
    const file = `${folder}/__cursor__.ts`;
    const imports = `${declarations.imports(prepare(parse(code), cursor), scopeNames)}\n`;
    try {
      return use(environment.addCell(file, imports + code), imports.length);
    } finally {
      environment.removeCell(file);
    }
  }
}

/** Names of JavaScript's globals and of Node's. */
const builtins: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis));

/** What most cells use. */
const plainCell = `const a = [1, 2].map((x) => x + 1); console.log(\`\${a.length}\`, Math.max(...a));
for (const x of a) await Promise.resolve(x);
class C { constructor(readonly x: number) {} } new C(1).x`;
/** What cells with arrays use, which is a fifth of a second's work the first time: not before the kernel says that it is ready. */
const arrayCell = "jnp.sum(jnp.arange(10))";
