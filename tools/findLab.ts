/** Finds a JupyterLab that works. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPython } from "./findPython.ts";
import { root } from "./paths.ts";

/** This project's own Python environment, whether or not it exists. */
export const labEnvironment: string = join(root, ".venv");

/** Where an environment keeps its programs. */
export const binFolder: string = process.platform === "win32" ? "Scripts" : "bin";

/** A JupyterLab, by the command that starts it. */
export interface Lab {
  readonly command: readonly string[];
  readonly version: string;
}

/** The JupyterLab of this project's environment, else the one on the PATH. */
export function findLab(): Lab | undefined {
  const candidates = [
    [join(labEnvironment, binFolder, "jupyter-lab")],
    ["jupyter-lab"],
    [findPython() ?? "python3", "-m", "jupyterlab"],
  ];
  for (const [program, ...args] of candidates) {
    const { status, stdout } = spawnSync(program!, [...args, "--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (status === 0) return { command: [program!, ...args], version: stdout.trim() };
  }
  return undefined;
}
