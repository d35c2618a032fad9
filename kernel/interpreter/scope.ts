/**
 * The names that are in scope in every cell without an import: this table is the registry. A row says which module they come from;
 * its declarations type them, its built file provides them. A row whose module is not built, or a name that its module does not
 * export, is left out, so that using it is an ordinary error.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { packageFolder } from "../version.ts";

/** One row of the table. */
export interface ScopeModule {
  /** What a cell would write to import it. */
  readonly specifier: string;
  /** Path of the source, without extension: of its declarations below `dist`, of its code beside the running kernel's. */
  readonly path: string;
  readonly names: readonly string[];
  /** When it is loaded: as the kernel starts (what nearly every notebook uses), or by the first cell that names it. */
  readonly load: "start" | "use";
}

/** `dist/bundle`, or wherever the kernel runs from; beside the sources, in tests, nothing is built. */
const codeFolder = import.meta.url.endsWith(".ts")
  ? join(packageFolder, "dist", "bundle")
  : fileURLToPath(new URL("../..", import.meta.url));

const modules: readonly ScopeModule[] = [
  {
    specifier: "nnxlab",
    path: "runtime/index",
    names: ["jax", "jnp", "lax", "nnx", "optax", "random", "tree", "sharding", "Mesh", "NamedSharding", "P"],
    load: "start",
  },
  {
    specifier: "nnxlab/display",
    path: "kernel/display/index",
    names: ["display", "clearOutput", "progress", "input", "password", "widgets"],
    load: "start",
  },
  { specifier: "nnxlab/vl", path: "kernel/display/vl", names: ["vl"], load: "use" },
  { specifier: "nnxlab/grader", path: "grader/notebook", names: ["check", "hint", "solution"], load: "use" },
];

/** Modules that cells may import and this package provides, besides those of the scope. */
const provided: Readonly<Record<string, string>> = {
  "nnxlab/nnx": "runtime/nnx/index",
  "nnxlab/optax": "runtime/optax/index",
  tslab: "kernel/display/tslab",
};

/** Declarations of modules of this package that add members to what others declare (`declare module`). */
export const augmentingDeclarations: readonly string[] = [
  "runtime/numpy/methods",
  "runtime/transforms/spmd/arrayMembers",
].map((path) => slashed(typesOf(path)));

/**
 * Declarations of modules that pass on very many names, types among them. No other declaration of this package takes a type from one of
 * them (a test looks), so their types may stay hidden until a cell mentions them.
 */
export const doors: ReadonlySet<string> = new Set(
  ["runtime/numpy/index", "runtime/nnx/index", "runtime/optax/index", "runtime/lax/index"].map((path) =>
    slashed(typesOf(path)),
  ),
);

/** The rows whose modules are built. */
export const scope: readonly ScopeModule[] = modules.filter(({ path }) => existsSync(codeOf(path)));

/** Files of a module that this package provides, or undefined for any other specifier. */
export function providedModule(specifier: string): { readonly types: string; readonly url: string } | undefined {
  const path = provided[specifier] ?? modules.find((module) => module.specifier === specifier)?.path;
  if (path === undefined) return undefined;
  return { types: slashed(typesOf(path)), url: pathToFileURL(codeOf(path)).href };
}

function typesOf(path: string): string {
  return join(packageFolder, "dist", `${path}.d.ts`);
}

/** As the compiler writes paths. */
function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

/** From the same tree as this module, so that the kernel and a cell share what they import. */
function codeOf(path: string): string {
  return join(codeFolder, `${path}.js`);
}
