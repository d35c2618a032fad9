/**
 * The kernel under Jupyter's own clients: a black-box test for each row of the table of what kernels can do, and further checks. Needs a
 * Python with jupyter_client, nbclient and Jupyter's server; without one it is skipped, but not in CI.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { installKernelspec } from "../install/installKernelspec.ts";
import { isSkipped, jupyterEnvironment, jupyterPython } from "./jupyterPython.cases.ts";

/** What a Jupyter kernel can do, as the comparison of kernels lists it. */
const rows = [
  "runs under JupyterLab on a server",
  "protocol version in kernel_info",
  "execute_reply per spec",
  "execute_input broadcast",
  "execute_result MIME bundle",
  "silent",
  "store_history",
  "stop_on_error (true aborts the queue)",
  "user_expressions",
  "error + ename/evalue/traceback",
  "ANSI traceback",
  "type errors stop the cell",
  "complete",
  "inspect",
  "is_complete",
  "history (tail/search/range)",
  "comm_info",
  "comm_open/msg/close (widgets)",
  "kernel_info on control",
  "shutdown / restart",
  "interrupt by signal",
  "interrupt_request message",
  "control channel alive while busy",
  "heartbeat alive while busy",
  "stdin input_request",
  "display_data / update_display_data / display_id",
  "clear_output",
  "debug_request (DAP), JupyterLab debugger",
  "subshells (JEP 91)",
  "iopub_welcome (XPUB)",
  "start-up handshake (5.6, registration file)",
  "`kernel_protocol_version` in kernel.json",
  "HMAC checked on receipt",
  "stdout coalesced",
  "output owned by the right cell after it ended",
];

const script = join(import.meta.dirname, "jupyterClient.py");
const python = jupyterPython("jupyter_client", "nbclient", "zmq", "jupyter_server");
const furtherChecks = [...readFileSync(script, "utf8").matchAll(/^@check\ndef (\w+)/gm)].map(([, name]) => name!);

interface Check {
  readonly row: string | null;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

function runChecks(): Check[] {
  const prefix = mkdtempSync(join(tmpdir(), "nnxlab jupyter "));
  try {
    installKernelspec({ prefix });
    const { stdout, stderr, status } = spawnSync(python!, [script, prefix], {
      cwd: prefix,
      env: jupyterEnvironment(prefix),
      encoding: "utf8",
      timeout: 240_000,
    });
    expect(status, stderr).toBe(0);
    return stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Check);
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
}

describe.skipIf(isSkipped(python))(
  `under jupyter_client and nbclient${python ? "" : " (no Python with them and jupyter_server was found)"}`,
  () => {
    let checks: readonly Check[] = [];
    beforeAll(() => {
      expect(python, "a Python with jupyter_client and nbclient; name one in NNXLAB_PYTHON").toBeDefined();
      checks = runChecks();
    }, 300_000);

    const failures = (of: readonly Check[]): string[] =>
      of.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}\n${detail}`);

    it.each(rows)("%s", (row) => {
      const ofRow = checks.filter((check) => check.row === row);
      expect(ofRow).not.toEqual([]);
      expect(failures(ofRow)).toEqual([]);
    });

    it("no check is of another row", () => {
      expect(checks.filter(({ row }) => row !== null && !rows.includes(row))).toEqual([]);
    });

    it.each(furtherChecks)("%s", (name) => {
      const ofName = checks.filter((check) => check.name === name);
      expect(ofName).toHaveLength(1);
      expect(failures(ofName)).toEqual([]);
    });
  },
);
