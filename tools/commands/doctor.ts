/** `nnxlab doctor`: what works on this machine, what does not, and how to mend it. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import type { Command } from "../command.ts";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";

interface Finding {
  readonly what: string;
  readonly works: boolean;
  /** What was found, or how to mend it. */
  readonly note: string;
  /** Without it the course does not run. */
  readonly needed: boolean;
}

/** A look at this machine. */
export const doctor: Command = {
  name: "doctor",
  summary: "say what works on this machine, what does not, and how to mend it",
  usage: "[--json]",
  options: { json: { type: "boolean", about: "print the findings as JSON" } },
  async run(args) {
    const findings = [node(), folder(), await wasm(), await webgpu(), python(), sandbox()];
    if (args.values.json) console.log(JSON.stringify(findings));
    else
      for (const { what, works, note, needed } of findings)
        console.log(`${works ? "ok  " : needed ? "FAIL" : "none"} ${what}: ${note}`);
    return findings.every(({ works, needed }) => works || !needed) ? 0 : 1;
  },
};

function node(): Finding {
  return {
    what: "Node",
    works: true,
    note: `${process.versions.node} on ${process.platform} ${process.arch}`,
    needed: true,
  };
}

function folder(): Finding {
  try {
    accessSync(root, constants.W_OK);
    return { what: "project folder", works: true, note: root, needed: true };
  } catch {
    return {
      what: "project folder",
      works: false,
      note: `${root} cannot be written; copy it to a folder of yours`,
      needed: true,
    };
  }
}

async function wasm(): Promise<Finding> {
  try {
    const { jnp } = await import("../../runtime/index.ts");
    const sum = Number(jnp.sum(jnp.arange(10)));
    return {
      what: "runtime",
      works: sum === 45,
      note: sum === 45 ? "sums 0 … 9 to 45" : `sums 0 … 9 to ${sum}`,
      needed: true,
    };
  } catch (error) {
    return { what: "runtime", works: false, note: (error as Error).message, needed: true };
  }
}

async function webgpu(): Promise<Finding> {
  const { probeWebgpu } = await import("../../runtime/backends/webgpu/index.ts");
  const adapter = await probeWebgpu();
  return adapter
    ? { what: "WebGPU", works: true, note: adapter.description, needed: false }
    : {
        what: "WebGPU",
        works: false,
        note: "no adapter; the runtime uses WebAssembly, which is complete",
        needed: false,
      };
}

function python(): Finding {
  const found = findPython();
  return {
    what: "Python",
    works: found !== undefined,
    note: found ?? "3.9 or newer is needed for JupyterLab only; `npm start` works without",
    needed: false,
  };
}

function sandbox(): Finding {
  const works = spawnSync("bwrap", ["--version"], { stdio: "ignore" }).status === 0;
  return {
    what: "bubblewrap",
    works,
    note: works
      ? "submissions are graded in a sandbox without network"
      : "install it (Debian: bubblewrap) before grading what others wrote",
    needed: false,
  };
}
