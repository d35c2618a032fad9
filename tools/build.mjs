/**
 * Builds `dist/`: one .js and one .d.ts per source file, in the same tree. Files are transpiled one by one (`isolatedDeclarations`
 * makes that possible for declarations too), so a build takes a second or two and needs no type check; `npm run types` does that.
 * Only files that changed are written again; files whose source is gone are removed.
 *
 *     node tools/build.mjs          exit 0 done, 1 a file does not parse or lacks a written type
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const folders = ["runtime", "kernel", "notebooks", "grader", "solutions", "tools"];

/**
 * "Computed property names … cannot be inferred": members named by `Symbol.for(…)`, which are for inspectors and the kernel to find.
 * Declarations leave them out, and nobody calls them by type.
 */
const symbolMember = 9038;

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
  if (outputs().length !== current.length) return true;
  return current.some((file) => outdated(file));
}

/** Builds what is stale; returns how many files were built. Throws an Error that lists what does not parse. */
export async function build() {
  const current = sources();
  const wanted = new Set(current.map(outputOf));
  for (const file of outputs()) {
    if (wanted.has(file)) continue;
    rmSync(file);
    rmSync(file.replace(/\.js$/, ".d.ts"), { force: true });
  }
  const stale = current.filter(outdated);
  if (stale.length === 0) return 0;
  const problems = await transpileAll(stale);
  if (problems.length > 0) {
    for (const file of stale) rmSync(outputOf(file), { force: true });
    throw new Error(`Cannot build:\n${problems.join("\n")}`);
  }
  return stale.length;
}

/** Large builds are shared with a second thread: files do not depend on each other. */
const worthAThread = 60;

async function transpileAll(files) {
  if (files.length < worthAThread) return transpile(files);
  const half = files.filter((_, i) => i % 2 === 1);
  const other = new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { build: half } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const problems = await transpile(files.filter((_, i) => i % 2 === 0));
  return [...problems, ...(await other)];
}

/** Writes the outputs of source files; returns what is wrong with them, a line each. */
async function transpile(stale) {
  const { default: ts } = await import("typescript");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const problems = [];
  for (const file of stale) {
    const time = timeOf(file);
    const text = readFileSync(join(root, file), "utf8");
    const fileName = join(root, file);
    const js = ts.transpileModule(text, {
      fileName,
      reportDiagnostics: true,
      compilerOptions: {
        ...options,
        module: ts.ModuleKind.ESNext,
        moduleResolution: ts.ModuleResolutionKind.Bundler,
        declaration: false,
        isolatedDeclarations: false,
        sourceMap: true,
        inlineSources: false,
      },
    });
    const dts = ts.transpileDeclaration(text, { fileName, reportDiagnostics: true, compilerOptions: options });
    for (const d of [...(js.diagnostics ?? []), ...(dts.diagnostics ?? [])]) {
      if (d.code === symbolMember) continue;
      const at =
        d.file && d.start !== undefined ? d.file.getLineAndCharacterOfPosition(d.start) : { line: 0, character: 0 };
      problems.push(
        `${file}:${at.line + 1}:${at.character + 1} ${ts.flattenDiagnosticMessageText(d.messageText, "\n")}`,
      );
    }
    const output = outputOf(file);
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output.replace(/\.js$/, ".js.map"), js.sourceMapText ?? "");
    writeFileSync(output.replace(/\.js$/, ".d.ts"), declarations(dts.outputText));
    writeFileSync(output, js.outputText);
    utimesSync(output, time, time);
  }
  return problems;
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
  return walk(dist).filter((file) => file.endsWith(".js"));
}

function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (!isMainThread && workerData?.build) {
  parentPort.postMessage(await transpile(workerData.build));
} else if (isMainThread && process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const start = performance.now();
  try {
    const count = await build();
    console.log(`Built ${count} files in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
