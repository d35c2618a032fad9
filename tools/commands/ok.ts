/** `npm run ok`: everything that must hold before a commit: types, format and lint, import directions, docs, doctests, course, tests. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { root } from "../paths.ts";
import { vitest } from "./test.ts";

interface Check {
  readonly name: string;
  /** Problems found, a line each; none means it holds. */
  find(): Promise<readonly string[]>;
}

const modules = join(root, "node_modules");

/** In the order from quick to slow. What reads sources loads the compiler, which no other command should wait for. */
const checks: readonly Check[] = [
  { name: "layers", find: async () => (await import("../checks/layers.ts")).wrongImports() },
  { name: "format and lint", find: () => nodeScript([join(modules, "@biomejs/biome/bin/biome"), "check", "."]) },
  { name: "types", find: () => nodeScript([join(modules, "typescript/lib/tsc.js"), "--noEmit"]) },
  { name: "docs", find: async () => (await import("../checks/docs.ts")).undocumented(await publicNames()) },
  { name: "doctests", find: doctests },
];

/** Everything that must hold before a commit. */
export const ok: Command = {
  name: "ok",
  summary: "types, format, lint, import directions, docs, doctests and tests",
  usage: "[--no-tests]",
  options: { "no-tests": { type: "boolean", about: "only the quick checks" } },
  async run(args) {
    let broken = 0;
    for (const check of checks) {
      const start = performance.now();
      const problems = await check.find();
      const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
      console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${check.name} (${time})`);
      for (const problem of problems) console.log(`     ${problem}`);
      if (problems.length > 0) broken++;
    }
    if (!args.values["no-tests"] && (await vitest([])) !== 0) broken++;
    return broken === 0 ? 0 : 1;
  },
};

/** Lines a Node script prints when it fails. */
function nodeScript(args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.stderr.on("data", (chunk) => (text += chunk));
    child.on("exit", (code) => resolve(code === 0 ? [] : text.trim().split("\n")));
  });
}

/** Names a user can reach, by the module they are reached through. */
async function publicNames(): Promise<Readonly<Record<string, ReadonlySet<string>>>> {
  const { jax, jnp, optax, random } = await import("../../runtime/index.ts");
  const modules = {
    jax,
    "jax.lax": jax.lax,
    "jax.nn": jax.nn,
    "jax.tree": jax.tree,
    jnp,
    "jnp.linalg": jnp.linalg,
    optax,
    random,
  };
  return Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, new Set(Object.keys(module))]));
}

async function doctests(): Promise<readonly string[]> {
  const { examples, runExample } = await import("../checks/doctest.ts");
  const problems: string[] = [];
  for (const example of examples()) {
    try {
      await runExample(example);
    } catch (error) {
      problems.push(`${example.file}:${example.line}: ${(error as Error).message}`);
    }
  }
  return problems;
}
