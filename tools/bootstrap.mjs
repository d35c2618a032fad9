/**
 * Makes a checkout ready to run: installs dependencies when `node_modules` is missing or older than the lock file, and builds
 * `dist/` when a source is newer. Plain JavaScript, because it runs before anything is installed or built. In an installed
 * package there are no sources, and nothing to do.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".nnxlab-installed");

/** Installs and builds what is missing; prints a line for each thing done. Exits with a message where it cannot. */
export async function ensureReady() {
  checkNode();
  if (!existsSync(join(root, "runtime", "index.ts"))) return; // an installed package: built already
  await oneAtATime(async () => {
    installIfStale();
    const { build, isStale } = await import("./build.mjs");
    if (!isStale()) return;
    const start = performance.now();
    try {
      const count = await build();
      console.error(`Built ${count} files in ${seconds(start)}`);
    } catch (error) {
      stop(error.message);
    }
  });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `Cannot run on Node ${process.versions.node}: nnxlab needs Node 20.19 or newer; install it from your system or with a version manager`,
  );
}

function installIfStale() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  const start = performance.now();
  console.error("Installing dependencies with npm (once) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const ran = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (ran.error)
    stop(
      `Cannot install dependencies: npm did not start (${ran.error.message}); install npm, or run \`npm ci\` yourself`,
    );
  if (ran.status !== 0)
    stop(
      `Cannot install dependencies: npm ended with ${ran.status ?? ran.signal}; its messages are above. Mend that and run the command again`,
    );
  writeFileSync(stamp, lock);
  console.error(`Installed dependencies in ${seconds(start)}`);
}

/** Two commands started at once must not install or build over each other: the second waits for the first. */
async function oneAtATime(work) {
  const lock = join(root, ".bootstrap-lock");
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, "pid"), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== "EEXIST")
        stop(`Cannot prepare ${root}: ${error.message}; make the folder writable, or copy it to one that is`);
      if (ownerIsGone(lock)) rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const unlock = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", unlock);
  try {
    await work();
  } finally {
    unlock();
    process.off("exit", unlock);
  }
}

function ownerIsGone(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    if (error.code === "EPERM") return false;
    if (error.code !== "ENOENT") return true;
    try {
      return Date.now() - statSync(lock).mtimeMs > 5000; // killed between making the folder and writing its pid
    } catch {
      return false; // unlocked meanwhile
    }
  }
}

function seconds(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function stop(message) {
  console.error(message);
  process.exit(1);
}
