/**
 * Joins the modules that a kernel loads into a few files below `dist/bundle/`: a process reads thirty files instead of nine hundred,
 * in a quarter of the time. Every door (`entries`) keeps its path; what several of them need is split into chunks, so
 * each module exists once in a process. `dist/` itself keeps a file for each module, for tests, doctests and benchmarks.
 */
import { rmSync } from "node:fs";
import { posix, relative } from "node:path";

/** What is started or imported from outside: by users, kernelspecs, the kernel's scope, the grader, and as threads. */
const entries = [
  "runtime/index",
  "runtime/nnx/index",
  "runtime/optax/index",
  "runtime/backends/webgpu/thread",
  "runtime/backends/webgpu/browserThread",
  "runtime/backends/wasm/threads/thread",
  "kernel/index",
  "kernel/main",
  "kernel/worker",
  "kernel/display/index",
  "kernel/display/vl",
  "kernel/display/tslab",
  "grader/notebook",
  "grader/probe/answer",
];

/**
 * Writes the bundle anew. Throws where a module cannot be read or found.
 *
 * @param root the project
 * @param folder where it goes; what is there is removed
 */
export async function bundle(root, folder) {
  const { rolldown } = await import("rolldown");
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((entry) => [entry, `./${entry}.ts`])),
    external: (specifier) => !/^[./]/.test(specifier), // Node's modules and packages
    platform: "neutral",
    tsconfig: false,
    transform: { target: "es2023" },
    plugins: [ownAddress(root)],
    checks: { sourcemapBroken: false }, // some columns of a few lines are off
  });
  rmSync(folder, { recursive: true, force: true });
  await build.write({
    dir: folder,
    format: "esm",
    sourcemap: true,
    sourcemapExcludeSources: true,
    comments: { legal: true, annotation: true, jsdoc: false }, // a third of the text, and V8 reads all of it
    entryFileNames: "[name].js",
    chunkFileNames: ({ moduleIds }) => `${houseOf(root, moduleIds)}/chunks/[name].js`,
  });
  await build.close();
}

/**
 * `import.meta.url` stays what it was in a module's own file, because modules find threads and packages by it; bundled, it would be
 * the address of a chunk. What is written is `new URL("…", import.meta.url)`, which other bundlers know how to follow.
 */
function ownAddress(root) {
  return {
    name: "own address",
    transform(code, file) {
      if (!code.includes("import.meta.url")) return null;
      const own = relative(root, file).replace(/\.ts$/, ".js");
      const marked = code
        .replace(
          /new URL\("([^"]+)", import\.meta\.url\)/g,
          (_, path) => `bundled("${posix.join(posix.dirname(own), path)}")`,
        )
        .replaceAll("import.meta.url", `bundled("${own}").href`);
      return { code: marked, map: null };
    },
    renderChunk(code, { fileName }) {
      if (!code.includes('bundled("')) return null;
      const written = code.replace(/\bbundled\("([^"]+)"\)/g, (_, path) => {
        const fromChunk = posix.relative(posix.dirname(fileName), path);
        return `new URL("${fromChunk.startsWith(".") ? fromChunk : `./${fromChunk}`}", import.meta.url)`;
      });
      return { code: written, map: null };
    },
  };
}

/** The top-level folder that most of a chunk's modules come from; stack traces leave out frames by folder. */
function houseOf(root, moduleIds) {
  const counts = new Map();
  for (const id of moduleIds) {
    const house = relative(root, id).split("/")[0];
    if (/^\w+$/.test(house)) counts.set(house, (counts.get(house) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "runtime";
}
