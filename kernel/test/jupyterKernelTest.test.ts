/** The suite of Jupyter's own project for kernels. Runs where a Python with jupyter_kernel_test is. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { installKernelspec } from "../install/installKernelspec.ts";
import { jupyterEnvironment, jupyterPython } from "./jupyterPython.cases.ts";

const python = jupyterPython("jupyter_kernel_test");

it.skipIf(!python)(
  `jupyter_kernel_test passes${python ? "" : " (no Python with jupyter_kernel_test was found)"}`,
  () => {
    const prefix = mkdtempSync(join(tmpdir(), "nnxlab-suite-"));
    try {
      installKernelspec({ prefix });
      const { stderr, status } = spawnSync(python!, [join(import.meta.dirname, "jupyterKernelTest.py")], {
        cwd: prefix,
        env: { ...jupyterEnvironment(prefix), NNXLAB_HISTORY: "memory" },
        encoding: "utf8",
        timeout: 120_000,
      });
      expect([status, stderr], stderr).toEqual([0, expect.stringMatching(/^Ran 12 tests.*\n+OK \(skipped=1\)/m)]);
    } finally {
      rmSync(prefix, { recursive: true, force: true });
    }
  },
  150_000,
);
