/** The kernel under Jupyter's own clients. Needs a Python with jupyter_client and nbclient; without one it is skipped, but not in CI. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installKernelspec } from "../install/installKernelspec.ts";
import { isSkipped, jupyterEnvironment, jupyterPython } from "./jupyterPython.cases.ts";

const python = jupyterPython("jupyter_client", "nbclient", "zmq");

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

function runChecks(): Check[] {
  const prefix = mkdtempSync(join(tmpdir(), "nnxlab jupyter "));
  try {
    installKernelspec({ prefix });
    const { stdout, stderr, status } = spawnSync(python!, [join(import.meta.dirname, "jupyterClient.py"), prefix], {
      cwd: prefix,
      env: jupyterEnvironment(prefix),
      encoding: "utf8",
      timeout: 240_000,
    });
    const checks = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Check);
    if (status !== 0) checks.push({ name: "the script ends", ok: false, detail: stderr });
    return checks;
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
}

describe("under jupyter_client and nbclient", () => {
  it.skipIf(isSkipped(python))(
    `every check of jupyterClient.py passes${python ? "" : " (no Python with jupyter_client and nbclient was found)"}`,
    () => {
      expect(python, "a Python with jupyter_client and nbclient; name one in NNXLAB_PYTHON").toBeDefined();
      const checks = runChecks();
      expect(checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}\n${detail}`)).toEqual([]);
      expect(checks.length).toBeGreaterThanOrEqual(20);
    },
    300_000,
  );
});
