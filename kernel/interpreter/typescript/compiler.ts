/**
 * Loads the TypeScript compiler, quickly. Compiling its nine megabytes of JavaScript is most of what loading costs (250 ms of 330),
 * so V8's compiled code is kept in a file and used the next time; a cache that does not fit this Node is ignored and made anew.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { restOptimizer, wakeOptimizer } from "../../startFlags.ts";
import { packageFolder, typescriptVersion } from "../../version.ts";

type TypeScript = typeof import("typescript");

const file = createRequire(import.meta.url).resolve("typescript");
const cacheName = `typescript-${typescriptVersion}-${process.versions.v8}-${process.arch}.bin`;
/** Beside the build if that can be written, else among the user's caches. */
const cacheFolders = [
  join(packageFolder, "dist", "kernel", ".cache"),
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "nnxlab"),
];

let script: vm.Script | undefined;

/** The compiler. */
export const ts: TypeScript = load();

/**
 * Writes the code cache if the one on disk did not serve. Worth calling when the compiler has been in use for a while: functions
 * compiled until then are in the cache too.
 */
export function saveCodeCache(): void {
  if (!script) return;
  // V8 takes a cache only under the flags with which it was made, so these are those of starting.
  restOptimizer();
  const data = script.createCachedData();
  wakeOptimizer();
  script = undefined;
  for (const folder of cacheFolders) {
    try {
      mkdirSync(folder, { recursive: true });
      const temporary = join(folder, `${cacheName}.${process.pid}`);
      writeFileSync(temporary, data);
      renameSync(temporary, join(folder, cacheName));
      return;
    } catch {
      // This folder cannot be written: try the next. Without a cache the kernel only starts a little later.
    }
  }
}

function load(): TypeScript {
  const cachedData = readCache();
  const compiled = new vm.Script(
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`,
    {
      filename: file,
      ...(cachedData ? { cachedData } : {}),
    },
  );
  if (!cachedData || compiled.cachedDataRejected) script = compiled;
  const module = { exports: {} as TypeScript };
  compiled.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

function readCache(): Buffer | undefined {
  for (const folder of cacheFolders) {
    try {
      return readFileSync(join(folder, cacheName));
    } catch {
      // Not here.
    }
  }
  return undefined;
}
