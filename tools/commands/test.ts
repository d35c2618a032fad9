/** `npm test`: every test, with vitest. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Command } from "../command.ts";
import { root } from "../paths.ts";

export const test: Command = {
  name: "test",
  summary: "run every test (arguments choose files, as with vitest)",
  usage: "[FILE…]",
  options: {},
  run: (args) => vitest(args.positionals),
};

/** Runs vitest; returns its exit code. */
export function vitest(files: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...files], {
      cwd: root,
      stdio: "inherit",
    });
    child.on("error", (error) =>
      reject(new Error(`Cannot run the tests: vitest did not start (${error.message}); run \`npm ci\``)),
    );
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
