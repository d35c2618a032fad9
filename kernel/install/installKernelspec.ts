/** Registers the kernel with Jupyter: a folder with `kernel.json` and logos, where Jupyter looks for kernels. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { kernelCommand } from "../launch.ts";
import { packageFolder, version } from "../version.ts";
import { userDataFolder } from "./jupyterFolders.ts";
import { logoPng, logoSvg } from "./logo.ts";
import { type InstalledKernelspec, readKernelspec } from "./readKernelspec.ts";
import { stableNode } from "./stableNode.ts";

/** Where a kernel is registered, and how it is started. */
export interface KernelspecOptions {
  /** Register below `<prefix>/share/jupyter`, for example a Python environment; default: for this user. */
  readonly prefix?: string;
  /** Register in this data folder of Jupyter, instead of `prefix`. */
  readonly data?: string;
  /** Name by which notebooks ask for the kernel; default `nnxlab`. */
  readonly name?: string;
  /** Name that people see. */
  readonly displayName?: string;
  /** The Node that runs the kernel; default: the one that runs this, by a path that lasts. */
  readonly node?: string;
  /** Environment variables for the kernel. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What `kernel.json` says. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  /** The newest protocol that the kernel can be started by. */
  readonly kernel_protocol_version: string;
  readonly interrupt_mode: "message" | "signal";
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The content of `kernel.json`. */
export function kernelspec({ displayName, node, env }: KernelspecOptions = {}): Kernelspec {
  return {
    argv: kernelCommand("{connection_file}", node ?? stableNode()),
    display_name: displayName ?? "TypeScript (nnxlab)",
    language: "typescript",
    kernel_protocol_version: "5.6", // what is new in it is the start-up handshake (registration.ts)
    interrupt_mode: "message",
    env: env ?? {},
    metadata: {
      debugger: true,
      ...(canEncrypt() && { supported_encryption: ["curve"] }),
      nnxlab: { version, package: packageFolder }, // for `nnxlab doctor` and `uninstall`
    },
  };
}

/** Whether ZeroMQ has CurveZMQ here. Where it cannot be loaded, `nnxlab doctor` says more about that than this could. */
function canEncrypt(): boolean {
  try {
    const { capability } = createRequire(import.meta.url)("zeromq") as typeof import("zeromq");
    return capability.curve === true;
  } catch {
    return false;
  }
}

/** Where the kernelspec of these options is, whether or not it exists. */
export function kernelspecFolder({ prefix, data, name = "nnxlab" }: KernelspecOptions = {}): string {
  if (!/^[a-z0-9][a-z0-9._-]*$/i.test(name)) {
    throw new RangeError(
      `Cannot name a kernel "${name}": a letter or digit must come first, then letters, digits, dots, dashes and underscores`,
    );
  }
  const below = data ?? (prefix === undefined ? userDataFolder() : join(resolve(prefix), "share", "jupyter"));
  return join(below, "kernels", name.toLowerCase());
}

/**
 * Writes the kernelspec. It is put together beside its place and moved there, so an interrupted run leaves the old one, the new one
 * or none, but no half.
 *
 * @returns the folder, the files in it, and the kernelspec of ours that stood there before
 * @throws Error when the folder cannot be written, or when a kernel of another program has this name
 */
export function installKernelspec(options: KernelspecOptions = {}): {
  readonly folder: string;
  readonly files: readonly string[];
  readonly replaced: InstalledKernelspec | undefined;
} {
  const folder = kernelspecFolder(options);
  const replaced = ours(folder, "register");
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "kernel.json": `${JSON.stringify(kernelspec(options), null, 2)}\n`,
    "logo-32x32.png": logoPng(32),
    "logo-64x64.png": logoPng(64),
    "logo-svg.svg": logoSvg,
  };
  let temporary: string | undefined;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    // Not among the kernels, where Jupyter would offer it.
    temporary = mkdtempSync(join(dirname(folder), "..", ".nnxlab-"));
    const fresh = join(temporary, "new");
    mkdirSync(fresh); // with the permissions of the user's other folders
    for (const [name, content] of Object.entries(files)) writeFileSync(join(fresh, name), content);
    if (existsSync(folder)) renameSync(folder, join(temporary, "old"));
    renameSync(fresh, folder);
  } catch (error) {
    throw new Error(
      `Cannot register the kernel in ${folder}: ${(error as Error).message}; choose a folder that you may write with --prefix DIR`,
    );
  } finally {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
  return { folder, files: Object.keys(files).map((name) => join(folder, name)), replaced };
}

/**
 * Takes the kernelspec away; returns whether there was one.
 *
 * @throws Error when a kernel of another program has this name, or when the folder cannot be removed
 */
export function uninstallKernelspec(options: KernelspecOptions = {}): boolean {
  const folder = kernelspecFolder(options);
  if (!existsSync(folder)) return false;
  ours(folder, "remove");
  try {
    rmSync(folder, { recursive: true });
    return true;
  } catch (error) {
    throw new Error(`Cannot remove ${folder}: ${(error as Error).message}`);
  }
}

/** The kernelspec of ours in a folder, if there is one; kernels of other programs are left alone. */
function ours(folder: string, action: string): InstalledKernelspec | undefined {
  const found = readKernelspec(folder);
  if (found && !found.isOurs) {
    throw new Error(
      `Cannot ${action} the kernel in ${folder}: "${found.displayName}" of another program is registered there; choose another name with --name NAME`,
    );
  }
  return found;
}
