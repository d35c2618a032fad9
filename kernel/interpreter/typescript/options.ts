/**
 * How strictly cells are checked. The user's `tsconfig.json` has the last word (userConfig.ts); where there is none, `strict` is on: a notebook that passes here can be moved into a project. Two things of it are
 * softened, because cells are written by hand and in a hurry: a parameter without a type is `any` without complaint (see
 * `isTolerated` in check.ts; `let x = null` and `const xs = []` still learn their type from use), and an element of an array is not
 * `| undefined` (`noUncheckedIndexedAccess` is off).
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** Folder that holds `node/`: the declarations of Node that this package depends on, whatever the notebook's folder has. */
const typeRoot = dirname(dirname(createRequire(import.meta.url).resolve("@types/node/package.json")));

/** What the language offers in this Node. */
const languages: readonly { readonly since: number; readonly lib: readonly string[] }[] = [
  { since: 0, lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"] },
  {
    since: 22,
    lib: ["lib.es2024.d.ts", "lib.es2025.collection.d.ts", "lib.es2025.iterator.d.ts", "lib.esnext.array.d.ts"],
  },
  { since: 24, lib: ["lib.es2025.d.ts", "lib.esnext.error.d.ts"] },
];

const nodeVersion = Number(process.versions.node.split(".")[0]);
const language = languages.filter(({ since }) => since <= nodeVersion).flatMap(({ lib }) => lib);

/** Options for checking; `node` says whether the declarations of Node are part of it, `user` is what the user's configuration says. */
export function checkOptions({
  node,
  user = {},
}: {
  readonly node: boolean;
  readonly user?: Readonly<typescript.CompilerOptions>;
}): typescript.CompilerOptions {
  const { types = [], typeRoots = [], lib = [], customConditions = [], ...strictness } = user;
  return {
    strict: true,
    ...strictness,
    target: nodeVersion >= 24 ? ts.ScriptTarget.ESNext : ts.ScriptTarget.ES2024,
    lib: [...new Set([...language, ...lib])],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    customConditions: ["node", ...customConditions],
    types: [...(node ? ["node"] : []), ...types.filter((name) => name !== "node")],
    typeRoots: [typeRoot, ...typeRoots],
    noImplicitAny: true, // or types that evolve would not; see `isTolerated`
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
