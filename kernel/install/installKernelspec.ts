/** Registers the kernel with Jupyter: a folder with `kernel.json` and logos, where Jupyter looks for kernels. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { kernelCommand } from "../launch.ts";
import { protocolVersion } from "../wire/message.ts";
import { logoPng, logoSvg } from "./logo.ts";

/** Where a kernel is registered, and how it is started. */
export interface KernelspecOptions {
  /** Register below `<prefix>/share/jupyter`, for example a Python environment; default: for this user. */
  readonly prefix?: string;
  /** Name by which notebooks ask for the kernel; default `nnxlab`. */
  readonly name?: string;
  /** Name that people see. */
  readonly displayName?: string;
  /** The Node that runs the kernel; default: the one that runs this. */
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
    argv: kernelCommand("{connection_file}", node),
    display_name: displayName ?? "TypeScript (nnxlab)",
    language: "typescript",
    kernel_protocol_version: "5.6", // what is new in it is the start-up handshake (registration.ts)
    interrupt_mode: "message",
    env: env ?? {},
    metadata: { debugger: true, kernel_protocol_version: protocolVersion },
  };
}

/** Where the kernelspec of these options is, whether or not it exists. */
export function kernelspecFolder({ prefix, name = "nnxlab" }: KernelspecOptions = {}): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new RangeError(`Cannot name a kernel "${name}": letters, digits, dots, dashes and underscores are allowed`);
  }
  const data = prefix === undefined ? userDataFolder(process.env) : join(prefix, "share", "jupyter");
  return join(data, "kernels", name);
}

/**
 * Writes the kernelspec. It is put together beside its place and moved there in one step, so an interrupted run leaves either the
 * old one or the new one.
 *
 * @returns the folder and the files in it
 * @throws Error when the folder cannot be written
 */
export function installKernelspec(options: KernelspecOptions = {}): {
  readonly folder: string;
  readonly files: readonly string[];
} {
  const folder = kernelspecFolder(options);
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "kernel.json": `${JSON.stringify(kernelspec(options), null, 2)}\n`,
    "logo-32x32.png": logoPng(32),
    "logo-64x64.png": logoPng(64),
    "logo-svg.svg": logoSvg,
  };
  try {
    mkdirSync(dirname(folder), { recursive: true });
    const temporary = mkdtempSync(`${folder}-`);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(temporary, name), content);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } catch (error) {
    throw new Error(
      `Cannot register the kernel in ${folder}: ${(error as Error).message}; choose a folder that you may write with --prefix DIR`,
    );
  }
  return { folder, files: Object.keys(files).map((name) => join(folder, name)) };
}

/** Takes the kernelspec away; returns whether there was one. */
export function uninstallKernelspec(options: KernelspecOptions = {}): boolean {
  const folder = kernelspecFolder(options);
  try {
    rmSync(folder, { recursive: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw new Error(`Cannot remove ${folder}: ${(error as Error).message}`);
  }
}

/** Jupyter's data folder of this user. */
function userDataFolder(env: NodeJS.ProcessEnv): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}
