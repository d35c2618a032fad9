/**
 * `import` in cells. Packages are resolved by Node itself, as from a module in the notebook's folder; local files go through the
 * worker, which turns TypeScript into JavaScript and notices changes; modules that this package provides are always its own.
 */
import { isBuiltin } from "node:module";
import { isAbsolute, join } from "node:path";
import vm from "node:vm";
import type { ToUser, ToWorker } from "../protocol.ts";
import { providedModule } from "../scope.ts";
import { registerSource } from "./stackTrace.ts";
import { withoutWarnings } from "./withoutWarnings.ts";

type Namespace = Readonly<Record<string, unknown>>;

/** Imports modules for cells. */
export interface ModuleImporter {
  /** The module; with `names`, an object that has each of them. */
  import(specifier: string, names?: readonly string[]): Promise<Namespace>;
  /** The worker's answer about a local file. */
  resolved(answer: Extract<ToUser, { type: "resolved" }>): void;
}

/** An importer for cells in `folder`. */
export function createModuleImporter(folder: string, send: (message: ToWorker) => void): ModuleImporter {
  const waiting = new Map<number, (answer: Extract<ToUser, { type: "resolved" }>) => void>();
  let requests = 0;
  // A script with this file name: Node resolves its import() from the notebook's folder, by the rules for modules.
  const nodeImport = new vm.Script("(specifier) => import(specifier)", {
    filename: join(folder, "cell.js"),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as (specifier: string) => Promise<Namespace>;

  async function localModule(specifier: string): Promise<string> {
    const request = requests++;
    send({ type: "resolve", request, specifier });
    const { module, error } = await new Promise<Extract<ToUser, { type: "resolved" }>>((resolve) => {
      waiting.set(request, resolve);
    });
    if (!module) throw new Error(error);
    for (const { url, original, mappings } of module.sources) registerSource(url, original, mappings, 0);
    return module.url;
  }

  async function address(specifier: string): Promise<string> {
    if (isBuiltin(specifier)) return specifier;
    const provided = providedModule(specifier);
    if (provided) return provided.url;
    return isLocal(specifier) ? await localModule(specifier) : specifier;
  }

  return {
    async import(specifier, names = []) {
      const url = await address(String(specifier));
      const namespace = await withoutWarnings(() => nodeImport(url));
      if (names.every((name) => name in namespace)) return namespace;
      return withNames(namespace, names, specifier);
    },
    resolved(answer) {
      waiting.get(answer.request)?.(answer);
      waiting.delete(answer.request);
    },
  };
}

/** Whether a specifier means a file of the user's. */
export function isLocal(specifier: string): boolean {
  return /^\.\.?(\/|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith("file:");
}

/** A CommonJS module shows some of its names only on its default export. */
function withNames(namespace: Namespace, names: readonly string[], specifier: string): Namespace {
  const fallback = namespace.default;
  const isObject = (typeof fallback === "object" && fallback !== null) || typeof fallback === "function";
  return Object.fromEntries(
    names.map((name) => {
      if (name in namespace) return [name, namespace[name]];
      if (isObject && name in fallback) return [name, (fallback as Namespace)[name]];
      throw new SyntaxError(`Cannot import { ${name} } from "${specifier}": the module does not export it`);
    }),
  );
}
