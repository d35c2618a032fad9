/** Versions that the kernel reports, read from package files so that nothing is loaded for them. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: the one that holds its package.json. */
export const packageFolder: string = findPackageFolder(dirname(fileURLToPath(import.meta.url)));

/** Version of this package. */
export const version: string = versionIn(join(packageFolder, "package.json"));

/** Version of the TypeScript that checks cells. */
export const typescriptVersion: string = versionIn(createRequire(import.meta.url).resolve("typescript/package.json"));

function findPackageFolder(folder: string): string {
  for (let here = folder; ; here = dirname(here)) {
    if (existsSync(join(here, "package.json"))) return here;
    if (dirname(here) === here)
      throw new Error(`Cannot find the package of the kernel: no package.json above ${folder}`);
  }
}

function versionIn(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
