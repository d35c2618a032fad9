/** Node's own modules, reached without an import, so that a browser can load what is built on this folder. */
import type * as fs from "node:fs";
import type * as os from "node:os";
import type * as threads from "node:worker_threads";

interface Modules {
  readonly "node:fs": typeof fs;
  readonly "node:os": typeof os;
  readonly "node:worker_threads": typeof threads;
}

/** Whether this is Node. */
export const isNode: boolean = typeof process !== "undefined" && typeof process.getBuiltinModule === "function";

/** A module of Node. Throws an `Error` elsewhere. */
export function nodeModule<Id extends keyof Modules>(id: Id): Modules[Id] {
  if (!isNode) throw new Error(`Cannot use ${id}: this is not Node 20.16 or newer. Use the wasm backend`);
  return process.getBuiltinModule(id) as Modules[Id];
}
