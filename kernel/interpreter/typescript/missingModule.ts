/** Says why an import leads nowhere, where was looked, and what to do. */
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Undefined when the module is there after all and only lacks type declarations. */
export function missingModule(specifier: string, folder: string): string | undefined {
  if (specifier.startsWith("file:") || isAbsolute(specifier) || /^\.\.?(\/|$)/.test(specifier)) {
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(folder, specifier);
    if (existsSync(path) && /\.\w+$/.test(path)) return undefined;
    return `Cannot import "${specifier}": there is no file ${path}`;
  }
  if (isBuiltin(specifier)) return undefined;
  if (/^[a-z][a-z+.-]*:/i.test(specifier)) {
    return `Cannot import "${specifier}": ${specifier.startsWith("node:") ? "this Node has no such module" : "only packages, files and node: modules can be imported"}`;
  }
  const name = packageName(specifier);
  const looked = moduleFolders(folder);
  const found = looked.map((place) => join(place, name)).find((place) => existsSync(place));
  if (!found) {
    const places = looked.filter((place) => existsSync(place));
    const where = places.length > 0 ? places.join(", ") : `any node_modules folder at or above ${folder}`;
    return `Cannot import "${specifier}": there is no package "${name}" in ${where}; install it with \`npm install ${name}\` in ${folder}`;
  }
  return offers(found, specifier.slice(name.length + 1))
    ? undefined
    : `Cannot import "${specifier}": the package in ${found} does not offer it; see "exports" in its package.json`;
}

/** `@scope/name` or `name` of a bare specifier. */
export function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function moduleFolders(folder: string): string[] {
  const folders: string[] = [];
  for (let here = folder; ; here = dirname(here)) {
    folders.push(join(here, "node_modules"));
    if (dirname(here) === here) return folders;
  }
}

/** Whether a package has the sub-path: by its exports if it declares them, else as a file. */
function offers(packageFolder: string, subpath: string): boolean {
  let manifest: { exports?: unknown };
  try {
    manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { exports?: unknown };
  } catch {
    return existsSync(join(packageFolder, subpath || "index.js"));
  }
  const { exports } = manifest;
  if (exports === undefined) return subpath === "" || candidates(join(packageFolder, subpath)).some(existsSync);
  const keys = typeof exports === "object" && exports !== null ? Object.keys(exports) : [];
  if (!keys.some((key) => key.startsWith("."))) return subpath === "";
  const wanted = subpath ? `./${subpath}` : ".";
  return keys.some((key) => key === wanted || (key.includes("*") && wanted.startsWith(key.slice(0, key.indexOf("*")))));
}

function candidates(path: string): string[] {
  return [path, `${path}.js`, `${path}.mjs`, `${path}.cjs`, `${path}.json`, join(path, "index.js")];
}
