/** Finds a Python that can make virtual environments. */
import { spawnSync } from "node:child_process";

/** A Python ≥ 3.9 on the PATH (or named by NNXLAB_PYTHON) as a command, or undefined. */
export function findPython(): string | undefined {
  const candidates = [process.env.NNXLAB_PYTHON, "python3", "python"].filter(
    (name) => name !== undefined && name !== "",
  );
  return candidates.find((name) => {
    const ran = spawnSync(name!, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"], { stdio: "ignore" });
    return ran.status === 0;
  });
}
