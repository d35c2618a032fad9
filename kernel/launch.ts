/** How a kernel process is started. */
import { join } from "node:path";
import { packageFolder } from "./version.ts";

/**
 * Without the first flag Node ends the process when a cell is terminated inside a timer's callback, because its record of asynchronous
 * calls is then one entry too long. The second lets `import.meta.resolve` of a cell start from the notebook's folder.
 */
export const kernelFlags: readonly string[] = ["--no-force-async-hooks-checks", "--experimental-import-meta-resolve"];

/** The command of a kernel that reads `connectionFile`; kernelspecs say `{connection_file}`. */
export function kernelCommand(connectionFile: string, node: string = process.execPath): string[] {
  return [node, ...kernelFlags, join(packageFolder, "dist", "bundle", "kernel", "main.js"), connectionFile];
}
