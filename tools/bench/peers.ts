/** The engines there are to compare: this runtime; real JAX; and libraries from npm, which are installed into `.cache/peers` when asked for. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";
import type { EngineSpec } from "./engine.ts";

/** Versions that the peers' cases were written for. */
const packages: Readonly<Record<string, string>> = {
  "@jax-js/jax": "0.1.25",
  "@tensorflow/tfjs": "4.22.0",
  "@tensorflow/tfjs-backend-wasm": "4.22.0",
};

const sources = join(root, "tools/bench/peers");
const folder = join(root, ".cache/peers");
const data = pathToFileURL(join(root, "dist/runtime/bench/hashed.js")).href;

/** This runtime, in a process of its own like its peers. */
export function ours(backend: string): EngineSpec {
  return {
    name: `nnxlab ${backend}`,
    command: [process.execPath, join(root, "dist/runtime/bench/serve.js")],
    cwd: root,
    env: { NNXLAB_BACKEND: backend },
    slowToStart: false,
  };
}

/** The peers that can run here, and what is missing of the others. */
export function findPeers(): { peers: EngineSpec[]; missing: string[] } {
  const found = [jax(), fromNpm("jax-js", "jaxjs.mjs"), fromNpm("TensorFlow.js", "tfjs.mjs")];
  return {
    peers: found.filter((spec) => typeof spec !== "string"),
    missing: found.filter((spec) => typeof spec === "string"),
  };
}

function jax(): EngineSpec | string {
  const python = benchPython();
  if (python === undefined) return "JAX: no Python 3.9 or newer; name one with NNXLAB_BENCH_PYTHON";
  const modules = spawnSync(python, ["-c", "import jax, flax, optax"], { encoding: "utf8" });
  if (modules.status !== 0) {
    const reason = modules.error?.message ?? modules.stderr.trim().split("\n").at(-1);
    return `JAX: ${python} cannot import jax, flax and optax (${reason}); make a venv with \`pip install jax flax optax\` and name it with NNXLAB_BENCH_PYTHON`;
  }
  return {
    name: "JAX",
    command: [python, join(sources, "jaxPeer.py")],
    cwd: sources,
    env: { JAX_PLATFORMS: "cpu", PYTHONDONTWRITEBYTECODE: "1" },
    slowToStart: true,
  };
}

/** The interpreter or virtual environment that NNXLAB_BENCH_PYTHON names, else one on the PATH. */
function benchPython(): string | undefined {
  const named = process.env.NNXLAB_BENCH_PYTHON;
  if (!named) return findPython();
  if (!existsSync(named) || !statSync(named).isDirectory()) return named;
  return join(named, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
}

function fromNpm(name: string, script: string): EngineSpec | string {
  const problem = install();
  if (problem !== undefined) return `${name}: ${problem}`;
  // Node resolves packages from where a script stands.
  for (const file of ["servePeer.mjs", script]) copyFileSync(join(sources, file), join(folder, file));
  return {
    name,
    command: [process.execPath, join(folder, script), data],
    cwd: folder,
    env: {},
    slowToStart: false,
  };
}

let outcome: { problem: string | undefined } | undefined;

/** Installs the packages into `.cache/peers` once; says what went wrong. */
function install(): string | undefined {
  outcome ??= { problem: installAll() };
  return outcome.problem;
}

function installAll(): string | undefined {
  const wanted = Object.entries(packages);
  const have = wanted.every(([name, version]) => installedVersion(name) === version);
  if (have) return undefined;
  mkdirSync(folder, { recursive: true });
  const names = wanted.map(([name, version]) => `${name}@${version}`);
  const args = [
    "install",
    "--prefix",
    folder,
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--ignore-scripts",
    ...names,
  ];
  const npm = spawnSync("npm", args, { cwd: folder, encoding: "utf8", shell: process.platform === "win32" });
  if (npm.status === 0) return undefined;
  const reason = npm.error?.message ?? npm.stderr.trim().split("\n")[0];
  return `cannot install ${names.join(" ")} into .cache/peers (${reason}); run \`npm ${args.join(" ")}\` where there is a network`;
}

function installedVersion(name: string): string | undefined {
  const file = join(folder, "node_modules", name, "package.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}
