/** The kernel under papermill, nbconvert and Jupyter console. Without them it is skipped, but not in CI. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { installKernelspec } from "../install/installKernelspec.ts";
import { packageFolder } from "../version.ts";
import { isSkipped, jupyterEnvironment, jupyterPython } from "./jupyterPython.cases.ts";

const python = jupyterPython("papermill", "nbconvert", "jupyter_console", "pexpect");
const prefix = mkdtempSync(join(tmpdir(), "nnxlab front ends "));
afterAll(() => rmSync(prefix, { recursive: true, force: true }));

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

describe("under front ends of the terminal", () => {
  it.skipIf(isSkipped(python))(
    `every check of frontEnds.py passes${python ? "" : " (no Python with papermill, nbconvert and jupyter_console was found)"}`,
    () => {
      expect(python, "a Python with papermill, nbconvert and jupyter_console; name one in NNXLAB_PYTHON").toBeDefined();
      installKernelspec({ prefix });
      const script = join(import.meta.dirname, "frontEnds.py");
      const { stdout, stderr } = spawnSync(python!, [script, prefix, join(packageFolder, "kernel", "papermill")], {
        cwd: prefix,
        env: jupyterEnvironment(prefix),
        encoding: "utf8",
        timeout: 240_000,
      });
      const checks = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Check] : []));
      expect(checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}\n${detail}`)).toEqual([]);
      expect(checks.length, stderr).toBe(3);
    },
    300_000,
  );
});
