import { createRequire } from "node:module";

/** An installation under way. */
export interface Installation {
  /** Resolves to npm's exit code; null when it was stopped. */
  readonly done: Promise<number | null>;
  stop(): void;
}

/** Installs npm packages into a folder; what npm prints goes to `print`. */
export function install(packages: readonly string[], folder: string, print: (text: string) => void): Installation {
  // Loaded when it is needed: with all that it loads itself it would be a fiftieth of the kernel's start.
  const { spawn }: typeof import("node:child_process") = createRequire(import.meta.url)("node:child_process");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const child = spawn(npm, ["install", "--no-audit", "--no-fund", ...packages], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", print);
  const done = new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) =>
      reject(new Error(`Cannot install: npm did not start (${error.message}); is it on the PATH?`)),
    );
    child.on("close", resolve);
  });
  return { done, stop: () => void child.kill() };
}
