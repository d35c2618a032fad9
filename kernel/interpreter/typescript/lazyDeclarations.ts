/**
 * Declarations that are read when the checker first asks for them: those of the modules that this package provides, and whatever they
 * import. A program would have to read all of them before the first cell, 660 files for `nnxlab`; a cell that says
 * `jnp.sum(x)` needs some thirty. The checker finds a module through `getResolvedModule` and `getSourceFile` of its program, and these
 * may as well answer late.
 */
import { join, posix } from "node:path";
import type typescript from "typescript";
import { packageFolder } from "../../version.ts";
import { augmentingDeclarations, doors, providedModule } from "../scope.ts";
import { ts } from "./compiler.ts";
import { internal, internals } from "./internals.ts";
import { checkOptions } from "./options.ts";
import { createHiddenTypes } from "./passedOn.ts";

/** Declarations that need not be part of a program. */
export interface LazyDeclarations {
  /** Where a specifier leads that is provided by this package, or stands in a file that was read lazily. */
  resolve(specifier: string, from: string): typescript.ResolvedModuleFull | undefined;
  /** The file, ready for the checker, if some specifier has led to it. */
  sourceFile(file: string): typescript.SourceFile | undefined;
  /** Files that add to other modules: a checker must hear of them when it is made. */
  augmenting(): readonly typescript.SourceFile[];
  /** A text will be checked that may mention any type, or all types are wanted; says whether a checker made before has missed some. */
  show(text: string | "all"): boolean;
}

/** Declarations that `read` parses; the same file is the same object, so that a program may have it too. */
export function createLazyDeclarations(read: (file: string) => typescript.SourceFile | undefined): LazyDeclarations {
  const options = checkOptions({ node: false });
  const reached = new Set<string>();
  const ready = new Map<string, typescript.SourceFile | undefined>();
  const hiddenTypes = createHiddenTypes();
  const ofPackages = ts.createModuleResolutionCache(packageFolder, (name) => name, options);

  function fileOf(specifier: string, from: string): string | undefined {
    const own = providedModule(specifier)?.types;
    if (own !== undefined) return own;
    if (!reached.has(from)) return undefined;
    return (
      siblingDeclarations(specifier, from) ??
      ts.resolveModuleName(specifier, from, options, ts.sys, ofPackages).resolvedModule?.resolvedFileName
    );
  }

  function prepare(file: string): typescript.SourceFile | undefined {
    const source = read(file);
    if (!source) return undefined;
    const fields = internal(source);
    fields.path = fields.resolvedPath = fields.originalFileName = file;
    internals.bindSourceFile(source, options);
    if (file.startsWith(builtFolder)) hiddenTypes.take(source, doors.has(file));
    return source;
  }

  function sourceFile(file: string): typescript.SourceFile | undefined {
    if (!reached.has(file)) return undefined;
    if (!ready.has(file)) ready.set(file, prepare(file));
    return ready.get(file);
  }

  let augmenting: readonly typescript.SourceFile[] | undefined;

  function readAugmenting(): typescript.SourceFile[] {
    return augmentingDeclarations.flatMap((file) => {
      reached.add(file);
      const source = sourceFile(file);
      if (!source) return [];
      internal(source).moduleAugmentations = source.statements.filter(isAugmentation).map(({ name }) => name);
      return [source];
    });
  }

  return {
    resolve(specifier, from) {
      const file = fileOf(specifier, from);
      if (file === undefined) return undefined;
      reached.add(file);
      return { resolvedFileName: file, extension: ts.Extension.Dts, isExternalLibraryImport: true };
    },
    sourceFile,
    augmenting() {
      augmenting ??= readAugmenting();
      return augmenting;
    },
    show: hiddenTypes.show,
  };
}

/** Whether a statement adds to another module, or to the global scope. */
export function isAugmentation(statement: typescript.Statement): statement is typescript.ModuleDeclaration {
  if (!ts.isModuleDeclaration(statement)) return false;
  return ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** Declarations of this package that others of it import: they are where they say, so the disk need not be asked. */
function siblingDeclarations(specifier: string, from: string): string | undefined {
  if (!from.startsWith(builtFolder) || !/^\.\.?\/.*\.js$/.test(specifier)) return undefined;
  return `${posix.join(posix.dirname(from), specifier.slice(0, -".js".length))}.d.ts`;
}

const builtFolder = `${join(packageFolder, "dist").replaceAll("\\", "/")}/`;
