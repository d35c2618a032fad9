/**
 * Loads the TypeScript compiler, quickly. Compiling its nine megabytes of JavaScript is most of what loading costs (250 ms of 330),
 * so V8's compiled code is kept in a file and used the next time; a cache that does not fit this Node is ignored and made anew.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import vm from "node:vm";
import { restOptimizer, wakeOptimizer } from "../../startFlags.ts";
import { packageFolder, typescriptVersion } from "../../version.ts";
import { codeCacheIn } from "./codeCache.ts";

type TypeScript = typeof import("typescript");

const file = createRequire(import.meta.url).resolve("typescript");
/** Beside the build if that can be written, else among the user's caches. */
const cache = codeCacheIn(
  [
    join(packageFolder, "dist", "kernel", ".cache"),
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "nnxlab"),
  ],
  `typescript-${typescriptVersion}-${cachedDataVersionTag().toString(16)}-${process.arch}.bin`,
);

let script: vm.Script | undefined;

/** The compiler. */
export const ts: TypeScript = load();

/** Writes the code cache if the one on disk did not serve: functions that were used until then are in it. Takes a tenth of a second. */
export function saveCodeCache(): void {
  if (!script) return;
  // V8 takes a cache only under the flags with which it was made, so these are those of starting.
  restOptimizer();
  const data = script.createCachedData();
  wakeOptimizer();
  script = undefined;
  cache.write(data);
}

function load(): TypeScript {
  const cachedData = cache.read();
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
