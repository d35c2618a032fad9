/**
 * One long-lived checker for all cells of a session.
 *
 *     program ── libraries, everything that cells import ───────────────────┐
 *     lazy ───── declarations of this package, read as the checker asks ────┤
 *     cells ──── one module each, come and go ──────────────────────────────┴──▶ view ──▶ checker
 *
 * The program is made anew when a cell imports something new; the view adds the rest to it, so a new cell costs its own parsing
 * and checking, nothing else.
 */
import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import type typescript from "typescript";
import { providedModule } from "../scope.ts";
import { ts } from "./compiler.ts";
import { globals } from "./globals.ts";
import { type InternalChecker, type InternalProgram, internal, internals } from "./internals.ts";
import { createLazyDeclarations, isAugmentation } from "./lazyDeclarations.ts";
import { checkOptions } from "./options.ts";
import { importedSpecifiers } from "./specifiers.ts";
import { createUserConfig, type UserConfig } from "./userConfig.ts";

/** A module that holds a cell is imported under this name. */
export const cellSpecifier = (file: string): string => `cell:${file}`;

/** The checker of a session, and what it knows. */
export interface Environment {
  readonly program: typescript.Program;
  readonly checker: InternalChecker;
  /** The program can import these from now on; each specifier as written in a cell. */
  load(specifiers: Iterable<string>): void;
  /** Whether the declarations of Node are part of the program, rather than the few globals that stand in for them. */
  readonly hasNode: boolean;
  loadNode(): void;
  /** Shows all types of this package; until then a cell sees those that it mentions (passedOn.ts). */
  showTypes(): void;
  /** Reads the libraries ahead, a few milliseconds at a time; says whether there is more to do. */
  readAhead(node: boolean): { step(): boolean };
  /** A cell as a source file of the view. */
  addCell(file: string, text: string): typescript.SourceFile;
  removeCell(file: string): void;
  /** How many cells there are, and of how many the checker has a tree. */
  readonly kept: { readonly cells: number; readonly trees: number };
  /** Forgets cells of which nothing can be named any more: all but these, what they import, and what adds to the global scope. */
  keepOnly(files: Iterable<string>): void;
  /** Looks for changed files of the user's. */
  refresh(): void;
  /** The files of the user's that specifiers of a cell lead to, themselves or by what they import. */
  reached(specifiers: Iterable<string>): readonly typescript.SourceFile[];
  /** Names that the module exports, if the program has it. */
  exportsOf(specifier: string): ReadonlySet<string>;
  /** The user's configuration. */
  readonly config: UserConfig;
  /** Looks whether the user's configuration has changed, and checks by it from now on; returns whether it has. */
  reconfigure(): boolean;
  /** What a specifier in a cell resolves to. */
  resolve(specifier: string): typescript.ResolvedModuleFull | undefined;
}

/** Cells checked before the checker is made anew, so that types of cells nobody can name any more are forgotten. */
const cellsPerChecker = 500;

/** A cell: its text, which takes a fiftieth of the room that its tree takes. */
interface CellFile {
  readonly text: string;
  readonly augments: boolean;
  /** Its tree, if this checker has seen it. */
  source: typescript.SourceFile | undefined;
}

/** An environment whose cells live in `folder`. */
export function createEnvironment(folder: string): Environment {
  const globalsFile = join(folder, "__globals__.d.ts");
  const importsFile = join(folder, "__imports__.ts");
  const files = new Map<string, { source: typescript.SourceFile; changed: number }>();
  const cells = new Map<string, CellFile>();
  const imports = new Set<string>();
  let hasNode = false;
  const userConfig = createUserConfig(folder);
  const optionsFor = (node: boolean): typescript.CompilerOptions =>
    checkOptions({ node, user: userConfig.current.check });
  let options = optionsFor(hasNode);
  let program: InternalProgram | undefined;
  let view: InternalProgram | undefined;
  let checker: InternalChecker | undefined;
  /** Cells of which no name is the latest, and which are there for cells that name them: oldest first. */
  let links: readonly string[] = [];
  let cellsChecked = 0;
  let ofUser: readonly typescript.SourceFile[] | undefined;
  let resolutions: typescript.ModuleResolutionCache | undefined;

  const parseOptions = (): typescript.CreateSourceFileOptions => ({
    languageVersion: ts.ScriptTarget.ES2022,
    impliedNodeFormat: ts.ModuleKind.ESNext,
    setExternalModuleIndicator: internals.getSetExternalModuleIndicator(options),
    // Documentation is parsed when somebody asks for it (documentation.ts); skipping it makes reading libraries a third faster.
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });

  function readFile(file: string): string | undefined {
    if (file === globalsFile) return globals;
    if (file === importsFile) return [...imports].map((name) => `import ${JSON.stringify(name)};`).join("\n");
    return ts.sys.readFile(file);
  }

  function sourceFile(file: string): typescript.SourceFile | undefined {
    const known = files.get(file);
    if (known && file !== importsFile && !(isUserFile(file) && known.changed !== changeTime(file))) return known.source;
    const text = readFile(file);
    if (text === undefined) return undefined;
    const source = ts.createSourceFile(file, text, parseOptions());
    files.set(file, { source, changed: isUserFile(file) ? changeTime(file) : 0 });
    return source;
  }

  const lazy = createLazyDeclarations(sourceFile);

  /** What the program knows of a specifier: nothing if the view will answer for it. */
  function resolve(specifier: string, from: string): typescript.ResolvedModuleWithFailedLookupLocations {
    if (providedModule(specifier)) return { resolvedModule: undefined };
    resolutions ??= ts.createModuleResolutionCache(folder, (name) => name, options);
    return ts.resolveModuleName(specifier, from, options, ts.sys, resolutions);
  }

  function makeProgram(): InternalProgram {
    const host: typescript.CompilerHost = {
      ...ts.createCompilerHost(options),
      getCurrentDirectory: () => folder,
      fileExists: (file) => file === globalsFile || file === importsFile || ts.sys.fileExists(file),
      readFile,
      getSourceFile(file, given) {
        const source = sourceFile(file);
        // A file that was read ahead does not know yet whether its package says it is CommonJS.
        if (source && typeof given === "object") source.impliedNodeFormat = given.impliedNodeFormat;
        return source;
      },
      resolveModuleNameLiterals: (literals, from) => literals.map(({ text }) => resolve(text, from)),
      getModuleResolutionCache: () => resolutions,
    };
    const rootNames = hasNode ? [importsFile] : [globalsFile, importsFile];
    const made = ts.createProgram({ rootNames, options, host }) as InternalProgram;
    for (const { fileName, text } of made.getSourceFiles()) if (isUserFile(fileName)) lazy.show(text);
    return made;
  }

  function makeView(base: InternalProgram): InternalProgram {
    const anchor = base.getSourceFile(importsFile)!;
    return Object.assign(Object.create(base) as InternalProgram, base, {
      // Only what cells add to the global scope has to be known to a new checker; it finds the rest through imports.
      getSourceFiles: () => [...base.getSourceFiles(), ...lazy.augmenting(), ...augmentingCells().map(cellSource)],
      getSourceFile: (name: string) => cellSource(name) ?? base.getSourceFile(name) ?? lazy.sourceFile(name),
      getSourceFileByPath: (path: typescript.Path) =>
        cellSource(path) ?? base.getSourceFileByPath(path) ?? lazy.sourceFile(path),
      getResolvedModule(file: typescript.SourceFile, name: string, mode: typescript.ResolutionMode) {
        const cell = name.startsWith("cell:") ? name.slice("cell:".length) : "";
        if (cells.has(cell)) return { resolvedModule: { resolvedFileName: cell, extension: ts.Extension.Ts } };
        const known = cells.has(file.fileName)
          ? base.getResolvedModule(anchor, name, ts.ModuleKind.ESNext) // `import x = require("m")` asks for CommonJS
          : base.getResolvedModule(file, name, mode);
        if (known?.resolvedModule) return known;
        const resolvedModule = lazy.resolve(name, file.fileName);
        return resolvedModule ? { resolvedModule } : known;
      },
      getTypeChecker: currentChecker,
    });
  }

  function currentProgram(): InternalProgram {
    program ??= makeProgram();
    return program;
  }

  function currentView(): InternalProgram {
    view ??= makeView(currentProgram());
    return view;
  }

  function currentChecker(): InternalChecker {
    if (checker) return checker;
    checker = internals.createTypeChecker(currentView());
    for (const file of links) findTypes(checker, file);
    return checker;
  }

  /**
   * Finds the types of a cell's names. Where two cells are run by turns (`const a = f(b)`, `const b = g(a)`), each names one before it, back
   * to the first; a checker that begins at the last goes down that chain all at once, and hundreds of cells deep its stack is full.
   */
  function findTypes(checker: InternalChecker, file: string): void {
    const source = cellSource(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    for (const name of symbol ? checker.getExportsOfModule(symbol) : []) {
      checker.getTypeOfSymbol(name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name);
    }
  }

  /** The tree of a cell; parsed again where a checker before this one was the last to see it. */
  function cellSource(file: string): typescript.SourceFile | undefined {
    const cell = cells.get(file);
    if (cell) cell.source ??= parseCell(file, cell.text);
    return cell?.source;
  }

  function parseCell(file: string, text: string): typescript.SourceFile {
    const source = ts.createSourceFile(file, text, {
      ...parseOptions(),
      jsDocParsingMode: ts.JSDocParsingMode.ParseAll,
    });
    const fields = internal(source);
    fields.path = fields.resolvedPath = fields.originalFileName = file;
    fields.imports = [];
    fields.ambientModuleNames = [];
    fields.moduleAugmentations = source.statements.filter(isAugmentation).map((statement) => statement.name);
    internals.bindSourceFile(source, options);
    return source;
  }

  /** Cells that add to the global scope or to another module. */
  function augmentingCells(): string[] {
    return [...cells].filter(([, { augments }]) => augments).map(([file]) => file);
  }

  /** The checker to come knows nothing of the cells; what it asks for is parsed again. */
  function renewChecker(): void {
    checker = undefined;
    for (const cell of cells.values()) cell.source = undefined;
  }

  /** Forgets what depends on the imported files. */
  function invalidate(): void {
    program = view = checker = ofUser = undefined;
  }

  /** The files of the program that may change while the kernel runs. */
  function userFiles(): readonly typescript.SourceFile[] {
    ofUser ??= currentProgram()
      .getSourceFiles()
      .filter(({ fileName }) => isUserFile(fileName));
    return ofUser;
  }

  function isUserFile(file: string): boolean {
    return file !== globalsFile && file !== importsFile && !file.includes("/node_modules/") && !file.endsWith(".d.ts");
  }

  return {
    get program() {
      return currentView();
    },
    get checker() {
      return currentChecker();
    },
    get hasNode() {
      return hasNode;
    },
    get config() {
      return userConfig.current;
    },
    reconfigure() {
      if (!userConfig.refresh()) return false;
      options = optionsFor(hasNode);
      resolutions = undefined;
      invalidate();
      return true;
    },
    load(specifiers) {
      for (const specifier of specifiers) {
        if (providedModule(specifier)) continue; // the view knows it
        if (hasNode && isBuiltin(specifier)) continue; // Node's declarations declare them
        const known = imports.has(specifier) && (!program || this.resolve(specifier) !== undefined);
        if (known) continue;
        if (imports.has(specifier)) resolutions = undefined; // it was missing, and may have been installed
        imports.add(specifier);
        invalidate();
      }
    },
    loadNode() {
      if (hasNode) return;
      hasNode = true;
      options = optionsFor(hasNode);
      invalidate();
    },
    showTypes() {
      if (lazy.show("all")) checker = undefined;
    },
    readAhead(node) {
      const ahead = optionsFor(node);
      const queue: (string | undefined)[] = ahead.lib!.map((lib) => join(ts.sys.getExecutingFilePath(), "..", lib));
      if (node) queue.push(join(ahead.typeRoots![0]!, "node", "index.d.ts"));
      const met = new Set<string>();
      return {
        step() {
          const file = queue.shift();
          if (file !== undefined && !met.has(file)) {
            met.add(file);
            const source = sourceFile(file);
            if (source) {
              internals.bindSourceFile(source, options);
              queue.push(...references(source, (name) => resolve(name, file).resolvedModule?.resolvedFileName));
            }
          }
          return queue.length > 0;
        },
      };
    },
    addCell(file, text) {
      if (++cellsChecked % cellsPerChecker === 0) renewChecker();
      if (lazy.show(text)) checker = undefined;
      const source = parseCell(file, text);
      const cell = { text, augments: augments(source), source };
      cells.set(file, cell);
      if (cell.augments) checker = undefined;
      return source;
    },
    get kept() {
      return { cells: cells.size, trees: [...cells.values()].filter(({ source }) => source).length };
    },
    removeCell(file) {
      const cell = cells.get(file);
      cells.delete(file);
      if (cell?.augments) checker = undefined;
    },
    keepOnly(files) {
      const wanted = new Set(files);
      const kept = new Set<string>();
      const queue = [...wanted, ...augmentingCells()];
      for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
        const cell = kept.has(file) ? undefined : cells.get(file);
        if (!cell) continue;
        kept.add(file);
        queue.push(...cellsNamedIn(cell));
      }
      for (const file of cells.keys()) if (!kept.has(file)) cells.delete(file);
      links = [...cells.keys()].filter((file) => !wanted.has(file));
    },
    refresh() {
      if (userFiles().some((source) => files.get(source.fileName)?.changed !== changeTime(source.fileName)))
        invalidate();
    },
    reached(specifiers) {
      const found = new Set<typescript.SourceFile>();
      const visit = (file: string | undefined): void => {
        const source = file !== undefined && isUserFile(file) ? currentProgram().getSourceFile(file) : undefined;
        if (!source || found.has(source)) return;
        found.add(source);
        for (const name of importedSpecifiers(source)) {
          const modes = [ts.ModuleKind.ESNext, ts.ModuleKind.CommonJS, undefined] as const;
          const resolved = modes.map((mode) => currentProgram().getResolvedModule(source, name, mode)?.resolvedModule);
          visit(resolved.find(Boolean)?.resolvedFileName);
        }
      };
      for (const specifier of specifiers) visit(this.resolve(specifier)?.resolvedFileName);
      return [...found].filter((source) => !source.fileName.endsWith(".json"));
    },
    exportsOf(specifier) {
      const resolved = this.resolve(specifier);
      const source = resolved && currentView().getSourceFile(resolved.resolvedFileName);
      const symbol = source && currentChecker().getSymbolAtLocation(source);
      return new Set(
        symbol
          ? currentChecker()
              .getExportsOfModule(symbol)
              .map(({ name }) => name)
          : [],
      );
    },
    resolve(specifier) {
      const anchor = currentProgram().getSourceFile(importsFile)!;
      return currentView().getResolvedModule(anchor, specifier, ts.ModuleKind.ESNext)?.resolvedModule;
    },
  };
}

/** The cells that a cell imports names of, by the line that declarations.ts adds to it. */
function cellsNamedIn({ text }: CellFile): string[] {
  const line = text.slice(text.lastIndexOf("\n"));
  return [...line.matchAll(/"cell:((?:[^"\\]|\\.)*)"/g)].map(([, file]) => JSON.parse(`"${file}"`) as string);
}

function changeTime(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return -1;
  }
}

/** Files that a file refers to, as far as reading ahead needs to know. */
function references(
  source: typescript.SourceFile,
  resolve: (specifier: string) => string | undefined,
): (string | undefined)[] {
  const folder = join(source.fileName, "..");
  const libraries = source.libReferenceDirectives.map(({ fileName }) => {
    return join(ts.sys.getExecutingFilePath(), "..", `lib.${fileName}.d.ts`);
  });
  const imported = source.statements.flatMap((statement) => {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ? statement.moduleSpecifier : null;
    return from && ts.isStringLiteral(from) ? [resolve(from.text)] : [];
  });
  return [...libraries, ...source.referencedFiles.map(({ fileName }) => join(folder, fileName)), ...imported];
}

/** Whether a cell adds to the global scope or to another module. */
function augments(source: typescript.SourceFile): boolean {
  return internal(source).moduleAugmentations.length > 0;
}
