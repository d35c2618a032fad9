/** `npm test`: every test, with vitest. */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { root } from "../paths.ts";

/** The tests. */
export const test: Command = {
  name: "test",
  summary: "run every test (arguments choose files, as with vitest)",
  usage: "[FILE…]",
  options: {},
  run: (args) => vitest(args.positionals),
};

const results = join(root, ".cache/test-results.json");

/** Runs vitest, closes with one line that counts, and returns its exit code. */
export function vitest(files: readonly string[]): Promise<number> {
  rmSync(results, { force: true });
  return new Promise((resolve, reject) => {
    const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...files];
    const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
    child.on("error", (error) =>
      reject(new Error(`Cannot run the tests: vitest did not start (${error.message}); run \`npm ci\``)),
    );
    child.on("exit", (code) => {
      printCounts();
      resolve(code ?? 1);
    });
  });
}

function printCounts(): void {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(results, "utf8"));
    console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  } catch {
    console.error("The tests ended without a result file: vitest stopped before it could write one");
  }
}
