/**
 * Builds `dist/`: one .js and one .d.ts per source file, in the same tree, and of all that a kernel loads a bundle (`bundle.mjs`).
 * Files are transpiled one by one (`isolatedDeclarations` makes that possible for declarations too), so a build takes two seconds and
 * needs no type check; `npm run types` does that. Only files that changed are written again; files whose source is gone are removed.
 *
 *     node tools/build.mjs          exit 0 done, 1 a file does not parse or lacks a written type
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "./bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const bundled = join(dist, "bundle");

/** There while the bundle has all that `dist/` has. */
const stamp = join(bundled, "complete");

const folders = ["runtime", "kernel", "notebooks", "grader", "solutions", "tools"];

/**
 * "Computed property names … cannot be inferred": members named by `Symbol.for(…)`, which are for inspectors and the kernel to find.
 * Declarations leave them out, and nobody calls them by type.
 */
const symbolMember = "TS9038";

/** Source files of the build, relative to the root. Tests are not built. */
export function sources() {
  return folders
    .flatMap((folder) => walk(join(root, folder)))
    .filter((file) => file.endsWith(".ts") && !/\.(test|cases)\.ts$/.test(file))
    .map((file) => relative(root, file));
}

/** Whether some source has changed since it was built, or was never built. */
export function isStale() {
  const current = sources();
  if (!existsSync(stamp) || outputs().length !== current.length) return true;
  return current.some((file) => outdated(file));
}

/** Builds what is stale; returns how many files were built. Throws an Error that lists what does not parse. */
export async function build() {
  const current = sources();
  const wanted = new Set(current.map(outputOf));
  const stale = current.filter(outdated);
  const gone = outputs().filter((file) => !wanted.has(file));
  if (stale.length + gone.length === 0 && existsSync(stamp)) return 0;
  rmSync(stamp, { force: true });
  for (const file of gone) {
    for (const ending of [".js", ".js.map", ".d.ts"]) rmSync(file.replace(/\.js$/, ending), { force: true });
  }
  const problems = await transpile(stale);
  if (problems.length > 0) {
    for (const file of stale) rmSync(outputOf(file), { force: true });
    throw new Error(`Cannot build:\n${problems.join("\n")}`);
  }
  await bundle(root, bundled);
  writeFileSync(stamp, "");
  return stale.length;
}

/** Writes the outputs of source files; returns what is wrong with them, a line each. */
async function transpile(stale) {
  const { transformSync } = await import("oxc-transform");
  const problems = [];
  for (const file of stale) {
    const time = timeOf(file);
    const text = readFileSync(join(root, file), "utf8");
    const built = transformSync(join(root, file), text, {
      lang: "ts",
      target: "es2023",
      sourcemap: true,
      typescript: { onlyRemoveTypeImports: true, rewriteImportExtensions: "rewrite", declaration: {} },
    });
    for (const { message, labels } of built.errors) {
      if (!message.startsWith(symbolMember)) problems.push(`${file}${placeOf(text, labels[0]?.start)} ${message}`);
    }
    const output = outputOf(file);
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output.replace(/\.js$/, ".js.map"), JSON.stringify({ ...built.map, sourcesContent: undefined }));
    writeFileSync(output.replace(/\.js$/, ".d.ts"), declarations(built.declaration ?? ""));
    writeFileSync(output, `${built.code}//# sourceMappingURL=${basename(output)}.map\n`);
    utimesSync(output, time, time);
  }
  return problems;
}

/** `:line:column` of a position in a text. */
function placeOf(text, position) {
  if (position === undefined) return "";
  const before = text.slice(0, position).split("\n");
  return `:${before.length}:${before.at(-1).length + 1}`;
}

/**
 * Mends what file-by-file declaration emit writes: specifiers end in .js, and a method named by a well-known symbol, which it
 * writes twice (as a property too, since it cannot see that the symbol is unique), is kept once.
 */
function declarations(text) {
  return text
    .replace(/(["'])(\.{1,2}\/[^"']*)\.ts\1/g, "$1$2.js$1")
    .replace(/^ +(\[Symbol\.\w+\]): .*;\n/gm, (line, name) => (text.includes(`${name}(`) ? "" : line));
}

function outputOf(file) {
  return join(dist, file.replace(/\.ts$/, ".js"));
}

/** An output has the time of the source it was made from: any other time, later or earlier, means another source. */
function outdated(file) {
  const output = outputOf(file);
  return !existsSync(output) || Math.abs(statSync(output).mtimeMs - timeOf(file).getTime()) > 1; // seconds as a double lose a little
}

/** When a source was last written, in whole milliseconds, as file systems keep them for outputs. */
function timeOf(file) {
  return new Date(Math.floor(statSync(join(root, file)).mtimeMs));
}

function outputs() {
  return folders.flatMap((folder) => walk(join(dist, folder))).filter((file) => file.endsWith(".js"));
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const start = performance.now();
  try {
    const count = await build();
    console.log(`Built ${count} files in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
