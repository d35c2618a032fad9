/** The Python with Jupyter's packages, for tests that compare with them. Without one they are skipped, but not in CI. */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { packageFolder } from "../version.ts";

/** A Python that can import these modules: `NNXLAB_PYTHON`, the project's own, or one on the PATH. */
export function jupyterPython(...modules: readonly string[]): string | undefined {
  const candidates = [
    process.env.NNXLAB_PYTHON,
    join(packageFolder, ".venv", "bin", "python"),
    ...(process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "python3")),
  ];
  const script = `import ${modules.join(", ")}`;
  return candidates.find((path) => path && spawnSync(path, ["-c", script], { stdio: "ignore" }).status === 0);
}

/** The environment in which Jupyter finds the kernelspec below `prefix`, and no other of this machine's. */
export function jupyterEnvironment(prefix: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    JUPYTER_PATH: join(prefix, "share", "jupyter"),
    JUPYTER_RUNTIME_DIR: join(prefix, "runtime"),
    JUPYTER_PLATFORM_DIRS: "1",
  };
}

/** Whether tests that need it are to be left out: never in CI, where its absence is a failure. */
export function isSkipped(component: unknown): boolean {
  return component === undefined && !process.env.CI;
}
