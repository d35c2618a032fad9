/**
 * How strictly cells are checked. `strict` is on: a notebook that passes here can be moved into a project. Two things of it are
 * softened, because cells are written by hand and in a hurry: a parameter without a type is `any` without complaint (see
 * `tolerated` in check.ts; `let x = null` and `const xs = []` still learn their type from use), and an element of an array is not
 * `| undefined` (`noUncheckedIndexedAccess` is off).
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** Folder that holds `node/`: the declarations of Node that this package depends on, whatever the notebook's folder has. */
const typeRoot = dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));

/** Options for checking; `node` says whether the declarations of Node are part of it. */
export function checkOptions({ node }: { node: boolean }): typescript.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    customConditions: ["node"],
    types: node ? ["node"] : [],
    typeRoots: [typeRoot],
    strict: true,
    allowJs: true,
    checkJs: false,
    maxNodeModuleJsDepth: 0,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmit: true,
  };
}

/** Options for turning a checked file into JavaScript for this Node. */
export const emitOptions: typescript.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  isolatedModules: true,
  esModuleInterop: true,
  removeComments: true,
  sourceMap: true,
};
