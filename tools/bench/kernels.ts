/**
 * The kernels there are to compare: this one; tslab and Deno, which are installed from npm into the user's cache when asked for; and
 * ipykernel, where NNXLAB_BENCH_PYTHON (or the project's `.venv`) has it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { KernelCode, MeasuredKernel } from "../../kernel/bench/kernelLife.ts";
import { kernelCommand } from "../../kernel/launch.ts";
import { root } from "../paths.ts";

/** A kernel that can be measured, with its version. */
export interface FoundKernel extends MeasuredKernel {
  readonly version: string;
}

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "nnxlab", "kernel-peers");

const typescript: KernelCode = {
  declare: "const table = { alpha: 1, beta: 2 }",
  complete: "table.",
  inspect: "table",
  print: "for (let i = 0; i < 20000; i++) console.log(i)",
  loop: "let sum = 0; for (let i = 0; i < 1e7; i++) sum += i; sum",
  endless: {
    sync: "while (true) {}",
    async: "while (true) await new Promise((resolve) => setTimeout(resolve, 1))",
  },
};

const python: KernelCode = {
  declare: "class Table:\n    alpha = 1\n    beta = 2\ntable = Table()",
  complete: "table.",
  inspect: "table",
  print: "for i in range(20000): print(i)",
  loop: "sum_ = 0\nfor i in range(10_000_000): sum_ += i\nsum_",
  endless: {
    sync: "while True: pass",
    async: "import asyncio\nwhile True: await asyncio.sleep(0.001)",
  },
};

/** This kernel. */
export function ourKernel(version: string): FoundKernel {
  return {
    name: "nnxlab",
    version: `nnxlab ${version}, Node ${process.versions.node}`,
    command: kernelCommand("").slice(0, -1),
    folder: tmpdir(),
    interruptBy: "message",
    code: {
      ...typescript,
      endless: { ...typescript.endless, runtime: "let x = jnp.ones([64, 64]); while (true) x = jnp.matmul(x, x)" },
      runtime: { use: "jnp.sum(jnp.arange(10))", complete: "jnp." },
    },
  };
}

/** The peers that can run here, and what is missing of the others. */
export function findKernels(): { kernels: FoundKernel[]; missing: string[] } {
  const found = [tslab(), deno(), ipykernel()];
  return {
    kernels: found.filter((kernel) => typeof kernel !== "string"),
    missing: found.filter((kernel) => typeof kernel === "string"),
  };
}

function tslab(): FoundKernel | string {
  const version = "1.0.22";
  // It looks for the declarations of Node in the folder where it runs.
  const problem = install(`tslab@${version}`, "@types/node@20");
  if (problem) return `tslab: ${problem}`;
  const script = join(folder, "node_modules/tslab/bin/tslab");
  return {
    name: "tslab",
    version: `tslab ${version}, Node ${process.versions.node}`,
    command: [process.execPath, script, "kernel", "--config-path"],
    folder,
    interruptBy: "signal",
    code: typescript,
  };
}

function deno(): FoundKernel | string {
  const versions: Readonly<Record<string, string>> = {
    "linux x64": "@deno/linux-x64-glibc",
    "linux arm64": "@deno/linux-arm64-glibc",
    "darwin x64": "@deno/darwin-x64",
    "darwin arm64": "@deno/darwin-arm64",
    "win32 x64": "@deno/win32-x64",
  };
  const name = versions[`${process.platform} ${process.arch}`];
  if (name === undefined) return `Deno: npm has none for ${process.platform} ${process.arch}`;
  const problem = install(`${name}@2.9.6`);
  if (problem) return `Deno: ${problem}`;
  const program = join(folder, "node_modules", name, process.platform === "win32" ? "deno.exe" : "deno");
  return {
    name: "Deno",
    version: "Deno 2.9.6, without type check",
    command: [program, "jupyter", "--kernel", "--conn"],
    folder,
    interruptBy: "signal",
    code: typescript,
  };
}

function ipykernel(): FoundKernel | string {
  const program = pythonOf(process.env.NNXLAB_BENCH_PYTHON || join(root, ".venv"));
  const asked = [
    "-c",
    "import ipykernel, sys; print(f'ipykernel {ipykernel.__version__}, Python {sys.version.split()[0]}')",
  ];
  const ran = spawnSync(program, asked, { encoding: "utf8" });
  if (ran.status !== 0) {
    const reason = ran.error?.message ?? ran.stderr.trim().split("\n").at(-1);
    return `ipykernel: ${program} does not have it (${reason}); name a Python or a venv that does with NNXLAB_BENCH_PYTHON`;
  }
  return {
    name: "ipykernel",
    version: ran.stdout.trim(),
    command: [program, "-m", "ipykernel_launcher", "-f"],
    folder: tmpdir(),
    interruptBy: "signal",
    code: python,
  };
}

/** The interpreter of a virtual environment, or the program itself. */
function pythonOf(named: string): string {
  const inside = join(named, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  return existsSync(inside) ? inside : named;
}

/** Installs packages, `name@version`, unless they are there; says what went wrong. */
function install(...wanted: readonly string[]): string | undefined {
  if (wanted.every(isInstalled)) return undefined;
  mkdirSync(folder, { recursive: true });
  const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", ...wanted];
  const npm = spawnSync("npm", args, { cwd: folder, encoding: "utf8", shell: process.platform === "win32" });
  if (npm.status === 0) return undefined;
  const reason = npm.error?.message ?? npm.stderr.trim().split("\n")[0];
  return `cannot install ${wanted.join(" ")} into ${folder} (${reason}); run \`npm ${args.join(" ")}\` where there is a network`;
}

function isInstalled(wanted: string): boolean {
  const at = wanted.lastIndexOf("@");
  const file = join(folder, "node_modules", wanted.slice(0, at), "package.json");
  if (!existsSync(file)) return false;
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version === wanted.slice(at + 1) || version.startsWith(`${wanted.slice(at + 1)}.`);
}
