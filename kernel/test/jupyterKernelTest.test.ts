/** The suite of Jupyter's own project for kernels. Needs a Python with jupyter_kernel_test; without one it is skipped, but not in CI. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { installKernelspec } from "../install/installKernelspec.ts";
import { isSkipped, jupyterEnvironment, jupyterPython } from "./jupyterPython.cases.ts";

const python = jupyterPython("jupyter_kernel_test");

it.skipIf(isSkipped(python))(
  `jupyter_kernel_test passes, all 13 tests of it${python ? "" : " (no Python with jupyter_kernel_test was found)"}`,
  () => {
    expect(python, "a Python with jupyter_kernel_test; name one in NNXLAB_PYTHON").toBeDefined();
    const prefix = mkdtempSync(join(tmpdir(), "nnxlab-suite-"));
    try {
      installKernelspec({ prefix });
      const { stderr, status } = spawnSync(python!, [join(import.meta.dirname, "jupyterKernelTest.py")], {
        cwd: prefix,
        env: { ...jupyterEnvironment(prefix), NNXLAB_HISTORY: "memory" },
        encoding: "utf8",
        timeout: 120_000,
      });
      expect([status, stderr], stderr).toEqual([0, expect.stringMatching(/^Ran 13 tests.*\n+OK$/m)]);
    } finally {
      rmSync(prefix, { recursive: true, force: true });
    }
  },
  150_000,
);
