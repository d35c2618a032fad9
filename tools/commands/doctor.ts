/** `nnxlab doctor`: what works on this machine, what does not, and how to mend it. */
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
    const findings = [node(), folder(), await wasm(), await webgpu(), python(), await sandbox()];
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

/** Tried for real: a sandbox that is installed may still be forbidden, as user namespaces are on some systems. */
async function sandbox(): Promise<Finding> {
  const { chooseIsolation } = await import("../../grader/sandbox/chooseIsolation.ts");
  const { level, name, about } = chooseIsolation().isolation;
  const repair = "; install bubblewrap and allow user namespaces before grading what others wrote";
  return { what: "sandbox", works: level === 2, note: `${name}: ${about}${level === 2 ? "" : repair}`, needed: false };
}
