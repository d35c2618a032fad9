/**
 * Import directions: which folder may import which. A drawing of the house as a table; everything not listed is refused.
 *
 *     types ← ir ← core ← sharding, primitives ← transforms ← control ← tree, lax, numpy ← random ← functions      front half
 *     types, ir ← backends        types, ir, core ← compile        compile, backends ← execute    back half
 *     interrupts ← everything that an interrupt must not leave half done
 *     both halves ← runtime (index.ts) ← kernel, grader, notebooks, tools
 */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "../paths.ts";
import { sourceFiles } from "./sourceFiles.ts";

const front = ["interrupts", "types", "ir", "core", "sharding", "primitives", "transforms", "control"];
const vocabulary = [...front, "linalg", "tree", "lax", "numpy", "random", "functions"];

/** Folder of runtime/ → folders it may import besides itself. `runtime` is index.ts and its sister files at the top. */
const runtimeLayers: Readonly<Record<string, readonly string[]>> = {
  interrupts: [],
  types: [],
  ir: ["interrupts", "types"],
  core: ["interrupts", "types", "ir"],
  sharding: ["interrupts", "types", "core"],
  primitives: ["types", "ir", "core"],
  transforms: ["types", "ir", "core", "sharding", "primitives"],
  control: ["interrupts", "types", "ir", "core", "sharding", "primitives", "transforms"],
  tree: ["types", "core"],
  linalg: front,
  lax: [...front, "linalg"],
  numpy: [...front, "linalg", "tree"],
  random: [...front, "linalg", "tree", "lax", "numpy"],
  functions: [...front, "linalg", "tree", "lax", "numpy", "random"],
  scipy: vocabulary,
  cards: vocabulary,
  compile: ["types", "ir", "core"],
  backends: ["interrupts", "types", "ir"],
  execute: ["interrupts", "types", "ir", "core", "compile", "backends"],
  optax: [...vocabulary, "cards"],
  nnx: [...vocabulary, "cards"],
  conform: [...vocabulary, "nnx", "optax", "execute", "runtime"],
  bench: [...vocabulary, "nnx", "optax", "execute", "compile", "backends", "runtime"],
  test: [...vocabulary, "nnx", "optax", "execute", "compile", "backends", "runtime"],
  runtime: [...vocabulary, "scipy", "cards", "nnx", "optax", "execute", "compile", "backends"],
};

/** Imports of types only that may go where values may not. */
const typeOnly: Readonly<Record<string, readonly string[]>> = { nnx: ["optax"] };

/** Top-level folder → top-level folders it may import besides itself; of runtime only the public door, where it says `runtime`. */
const houses: Readonly<Record<string, readonly string[]>> = {
  runtime: [],
  kernel: ["runtime", "grader"],
  notebooks: ["kernel"],
  solutions: ["runtime"],
  grader: ["kernel", "notebooks", "runtime"],
  tools: ["runtime", "kernel", "notebooks", "grader", "solutions"],
};

/** Every import that points the wrong way, as `file:line: …`. */
export function wrongImports(): string[] {
  return sourceFiles().flatMap((file) =>
    importsOf(file).flatMap(({ target, line, isType }) => {
      const problem = judge(file, target, isType);
      return problem === undefined ? [] : [`${file}:${line}: ${problem}`];
    }),
  );
}

/** Why one file may not import another, or undefined when it may. */
export function judge(from: string, to: string, isType: boolean): string | undefined {
  const [fromHouse, fromRoom] = place(from);
  const [toHouse, toRoom] = place(to);
  if (fromHouse !== toHouse) {
    if (isTest(from) || houses[fromHouse]?.includes(toHouse)) return undefined;
    return `${fromHouse}/ may not import ${to}; it may import ${houses[fromHouse]?.join(", ") || "nothing outside itself"}`;
  }
  if (fromHouse !== "runtime" || fromRoom === toRoom || isTest(from)) return undefined;
  const allowed = runtimeLayers[fromRoom];
  if (!allowed) return `runtime/${fromRoom}/ is not in the table of tools/checks/layers.ts`;
  if (allowed.includes(toRoom) || (isType && typeOnly[fromRoom]?.includes(toRoom))) return undefined;
  return `runtime/${fromRoom} may not import ${to}; it may import ${allowed.join(", ") || "nothing"}`;
}

/** Tests may look at anything. */
function isTest(file: string): boolean {
  return /\.(test|cases)\.ts$/.test(file);
}

/** `runtime/core/array.ts` → [runtime, core]; `runtime/index.ts` → [runtime, runtime]. */
function place(file: string): [house: string, room: string] {
  const parts = file.split("/");
  return [parts[0]!, parts.length > 2 ? parts[1]! : parts[0]!];
}

function importsOf(file: string): { target: string; line: number; isType: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: { target: string; line: number; isType: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    const declaration = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node : undefined;
    const dynamic =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
    const specifier = declaration?.moduleSpecifier ?? dynamic;
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith(".")) {
      const target = relative(root, join(root, dirname(file), specifier.text));
      const isType =
        declaration !== undefined &&
        (ts.isImportDeclaration(declaration) ? onlyTypes(declaration.importClause) : declaration.isTypeOnly);
      found.push({ target, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, isType });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return (
    !clause.name &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.every((element) => element.isTypeOnly)
  );
}
