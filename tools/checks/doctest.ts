/**
 * Runs the `@example` blocks of documentation comments, and the `ts` blocks of pages. An example is plain TypeScript with the preloaded
 * names in scope, the exports of the file it stands in, and `assertAllClose` and `assertEqual`; it passes when it does not throw.
 */
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "../paths.ts";
import { sourceFiles } from "./sourceFiles.ts";

/** One example and where it stands. */
export interface Example {
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

/** Every example of the given files. */
export function examples(files: readonly string[] = sourceFiles()): Example[] {
  return files
    .filter((file) => !/\.(test|cases)\.ts$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      if (!text.includes("@example")) return [];
      return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) =>
        examplesIn(file, text, comment[0], comment.index),
      );
    });
}

function examplesIn(file: string, text: string, comment: string, at: number): Example[] {
  const firstLine = text.slice(0, at).split("\n").length;
  const lines = comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""));
  const found: Example[] = [];
  lines.forEach((line, i) => {
    if (!line.startsWith("@example")) return;
    const rest = lines.slice(i + 1);
    const end = rest.findIndex((next) => /^@\w+/.test(next));
    const code = [line.slice("@example".length), ...(end < 0 ? rest : rest.slice(0, end))].filter(
      (codeLine) => !/^\s*```/.test(codeLine),
    );
    found.push({ file, line: firstLine + i, code: code.join("\n").trim() });
  });
  return found;
}

/** Every `ts` block of a page in Markdown. */
export function pageExamples(file: string): Example[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    code: match[1]!,
  }));
}

/** Runs an example against the built files; throws what it throws. */
export async function runExample({ file, code }: Example): Promise<void> {
  const built = (source: string): Promise<Record<string, unknown>> =>
    import(pathToFileURL(join(root, "dist", source.replace(/\.ts$/, ".js"))).href);
  const runtime = await built("runtime/index.ts");
  const own = file.endsWith(".ts") ? await built(file) : {};
  // Examples of what cells have in scope are written as cells.
  const cell = file.startsWith("kernel/display/")
    ? { ...(await built("kernel/display/index.ts")), ...(await built("kernel/display/vl.ts")) }
    : {};
  const scope: Record<string, unknown> = {
    ...cell,
    ...own,
    ...runtime,
    assertAllClose: assertAllClose(runtime),
    assertEqual,
  };
  const { outputText } = ts.transpileModule(`async function example() {\n${code}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const names = Object.keys(scope).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
  const run = new Function(...names, `${outputText}\nreturn example();`);
  await run(...names.map((name) => scope[name]));
}

/** Compares trees of arrays and numbers elementwise. */
function assertAllClose(
  runtime: any,
): (actual: unknown, expected: unknown, options?: { rtol?: number; atol?: number }) => void {
  return (actual, expected, { rtol = 1e-5, atol = 1e-6 } = {}) => {
    const got = flat(runtime, actual);
    const want = flat(runtime, expected);
    if (got.length !== want.length) throw new Error(`Expected ${want.length} numbers, got ${got.length}: [${got}]`);
    got.forEach((x, i) => {
      const y = want[i]!;
      const close = Object.is(x, y) || Math.abs(x - y) <= atol + rtol * Math.abs(y);
      if (!close) throw new Error(`Element ${i}: expected ${y}, got ${x}; all: [${got}]`);
    });
  };
}

function flat(runtime: any, value: unknown): number[] {
  return runtime.tree.leaves(value).flatMap((leaf: any) => {
    if (leaf instanceof runtime.jax.Array) return [...leaf.host].map(Number);
    return [Number(leaf)];
  });
}

/** Plain data is compared deeply, anything else by its text. */
function assertEqual(actual: unknown, expected: unknown): void {
  if (typeof expected === "string") deepStrictEqual(String(actual), expected);
  else deepStrictEqual(actual, expected);
}
