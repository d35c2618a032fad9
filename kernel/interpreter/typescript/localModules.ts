/**
 * TypeScript files of the user's, imported by cells. Node cannot run them, so each is written as JavaScript into a folder of the
 * kernel's own; the name contains a hash of the file and of all local files it reaches, so a change anywhere makes new modules, and
 * files that did not change stay the same module. Specifiers become absolute addresses, since the copy lives elsewhere.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, extname, isAbsolute, join, resolve as resolvePath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type typescript from "typescript";
import { providedModule } from "../scope.ts";
import { ts } from "./compiler.ts";
import { emitOptions } from "./options.ts";
import { replaceSpecifiers } from "./replaceSpecifiers.ts";
import { importedSpecifiers } from "./specifiers.ts";
import type { UserConfig } from "./userConfig.ts";

/** What to import instead of a file, and how to find places of the original. */
export interface LocalModule {
  readonly url: string;
  readonly sources: readonly { readonly url: string; readonly original: string; readonly mappings: string }[];
}

/** The user's files, compiled on demand. */
export interface LocalModules {
  /** Throws an Error when there is no such file or it cannot be written. */
  prepare(specifier: string, folder: string): LocalModule;
  dispose(): void;
}

const compiled: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".json"]);

/** Nothing compiled yet; the folder is made when it is needed. `configOf` gives the user's configuration of now. */
export function createLocalModules(configOf: () => UserConfig): LocalModules {
  let output: string | undefined;

  /** The file that a specifier means: by itself, or by the user's `paths`. */
  function fileOf(specifier: string, from: string): string | undefined {
    return localPath(specifier, dirname(from)) ?? mappedFile(specifier, from, configOf().check);
  }

  /** All local files that `file` reaches, itself included, with their text. */
  function closure(file: string, found = new Map<string, string>()): Map<string, string> {
    if (found.has(file) || !compiled.has(extname(file))) return found;
    found.set(file, readFileSync(file, "utf8"));
    if (extname(file) === ".json") return found;
    for (const specifier of importedSpecifiers(parse(file, found.get(file)!))) {
      const path = fileOf(specifier, file);
      if (path) closure(path, found);
    }
    return found;
  }

  function write(file: string, sources: LocalModule["sources"][number][], written: Map<string, string>): string {
    const known = written.get(file);
    if (known) return known;
    const files = closure(file);
    const hash = createHash("sha256");
    for (const path of [...files.keys()].sort()) hash.update(path).update("\0").update(files.get(path)!).update("\0");
    output ??= mkdtempSync(join(tmpdir(), "nnxlab-modules-"));
    const target = join(output, hash.digest("hex").slice(0, 16), `${basename(file)}.mjs`);
    const url = pathToFileURL(target).href;
    written.set(file, url); // before its imports: they may lead back here
    if (extname(file) === ".json") {
      save(target, `export default ${files.get(file)};\n`);
      return url;
    }
    const addresses = new Map<string, string>();
    const text = files.get(file)!;
    for (const specifier of importedSpecifiers(parse(file, text))) {
      addresses.set(
        specifier,
        addressOf(specifier, file, fileOf(specifier, file), (path) => write(path, sources, written)),
      );
    }
    const { outputText, sourceMapText } = ts.transpileModule(text, {
      fileName: file,
      compilerOptions: { ...emitOptions, ...configOf().emit, verbatimModuleSyntax: false },
      transformers: { after: [replaceSpecifiers(addresses), replaceMeta(file)] },
    });
    sources.push({ url, original: file, mappings: (JSON.parse(sourceMapText!) as { mappings: string }).mappings });
    save(target, outputText.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, "\n"));
    return url;
  }

  return {
    prepare(specifier, folder) {
      const path = localPath(specifier, folder);
      if (!path) {
        const file = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolvePath(folder, specifier);
        throw new Error(`Cannot import "${specifier}": there is no file ${file}`);
      }
      // A JavaScript file is imported as it is; its time of change makes a new module of it.
      if (!compiled.has(extname(path))) {
        return { url: `${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`, sources: [] };
      }
      const sources: LocalModule["sources"][number][] = [];
      return { url: write(path, sources, new Map()), sources };
    },
    dispose() {
      if (output) rmSync(output, { recursive: true, force: true });
      output = undefined;
    },
  };
}

function save(target: string, text: string): void {
  if (existsSync(target)) return; // the hash says it is the same
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function parse(file: string, text: string): typescript.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
}

/** The address under which a copy imports what the original imports. */
function addressOf(specifier: string, from: string, path: string | undefined, write: (path: string) => string): string {
  if (isBuiltin(specifier)) return specifier;
  const provided = providedModule(specifier);
  if (provided) return provided.url;
  if (path) return compiled.has(extname(path)) ? write(path) : pathToFileURL(path).href;
  const { resolvedModule } = ts.resolveModuleName(specifier, from, runtimeResolution, ts.sys);
  return resolvedModule ? pathToFileURL(resolvedModule.resolvedFileName).href : specifier;
}

/** Finds JavaScript rather than declarations; the option is the one that editors use for "go to source". */
const runtimeResolution = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: ["node"],
  allowJs: true,
  noDtsResolution: true,
} as typescript.CompilerOptions;

/** The file that a specifier stands for by `paths` or `baseUrl`; undefined for a package. */
export function mappedFile(
  specifier: string,
  from: string,
  { paths, baseUrl, pathsBasePath }: Readonly<typescript.CompilerOptions>,
): string | undefined {
  if (!paths && baseUrl === undefined) return undefined;
  const mapping = { ...(paths && { paths }), ...(baseUrl !== undefined && { baseUrl }), pathsBasePath };
  const options = { ...runtimeResolution, ...mapping } as typescript.CompilerOptions;
  const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys);
  return resolvedModule?.isExternalLibraryImport === false ? resolvedModule.resolvedFileName : undefined;
}

/** The file that a relative, absolute or file: specifier means, with the endings that TypeScript lets one leave out. */
function localPath(specifier: string, folder: string): string | undefined {
  const isLocal = /^\.\.?(\/|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith("file:");
  if (!isLocal) return undefined;
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolvePath(folder, specifier);
  const candidates = [
    path,
    path.replace(/\.([cm]?)js$/, ".$1ts"),
    ...[".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"].map((ending) => path + ending),
    join(path, "index.ts"),
    join(path, "index.js"),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

/** Puts what the original would have in place of `import.meta.url` and its like. */
function replaceMeta(file: string): typescript.TransformerFactory<typescript.SourceFile> {
  const known: Readonly<Record<string, string>> = {
    url: pathToFileURL(file).href,
    filename: file,
    dirname: dirname(file),
  };
  return (context) => (source) => {
    const visit = (node: typescript.Node): typescript.Node => {
      if (ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression)) {
        const value = known[node.name.text];
        if (value !== undefined) return context.factory.createStringLiteral(value);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(source, visit, context);
  };
}
