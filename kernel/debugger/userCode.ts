/** Which scripts are the user's, and which the debugger steps over: those of Node, of packages, of the kernel and of the runtime. */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cellFolder } from "../interpreter/protocol.ts";
import { packageFolder } from "../version.ts";

/** What V8 needs to know of the scripts in a notebook's folder. */
export interface UserCode {
  /** Whether a script that is no cell is a file of the user's that Node runs as it is; its path if so. */
  fileOf(url: string): string | undefined;
  /** Whether a script is a part of the kernel. */
  isKernel(url: string): boolean;
  /** Patterns of all scripts that are not the user's. */
  readonly foreign: readonly string[];
  /** Patterns of the kernel's own scripts: the fewest that must never be stopped in. */
  readonly kernel: readonly string[];
}

/** The scripts of a kernel whose cells run in `folder`. */
export function describeUserCode(folder: string): UserCode {
  const build = pathToFileURL(join(packageFolder, "dist")).href;
  const importer = `${escape(pathToFileURL(join(folder, "cell.js")).href)}|expression\\.ts`;
  const cells = escape(`${pathToFileURL(join(folder, cellFolder)).href}/`);
  const isForeign = (url: string): boolean => url.includes("/node_modules/") || url.startsWith(`${build}/`);
  const kernel = [`^(?:${escape(build)}/.*\\bkernel/|${importer})`];
  return {
    isKernel: (url) => kernel.some((pattern) => new RegExp(pattern).test(url)),
    fileOf: (url) => {
      if (!url.startsWith("file:") || isForeign(url)) return undefined;
      return fileURLToPath(url.replace(/\?.*$/, ""));
    },
    foreign: [`^(?!${cells})(?:node:|wasm:|.*/node_modules/|${escape(build)}/|${importer})`],
    kernel,
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
