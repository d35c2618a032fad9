/** How a kernel process is started. */
import { join } from "node:path";
import { packageFolder } from "./version.ts";

/**
 * Without this flag Node ends the process when a cell is terminated inside a timer's callback, because its record of asynchronous
 * calls is then one entry too long.
 */
export const kernelFlags: readonly string[] = ["--no-force-async-hooks-checks"];

/** The command of a kernel that reads `connectionFile`; kernelspecs say `{connection_file}`. */
export function kernelCommand(connectionFile: string, node: string = process.execPath): string[] {
  return [node, ...kernelFlags, join(packageFolder, "dist", "bundle", "kernel", "main.js"), connectionFile];
}
