import { existsSync, readFileSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";

/** What is registered in a folder of kernels. */
export interface InstalledKernelspec {
  readonly folder: string;
  readonly displayName: string;
  /** The program and what it is called with. */
  readonly argv: readonly string[];
  /** Whether it starts this kernel, of whatever version. */
  readonly isOurs: boolean;
  /** The version that wrote it, where it says so. */
  readonly version: string | undefined;
  /** Why it cannot start, in words; undefined when all that it names is there. */
  readonly problem: string | undefined;
}

/** Reads the kernelspec in `folder`; undefined when there is none. A file that makes no sense is one of ours that is broken. */
export function readKernelspec(folder: string): InstalledKernelspec | undefined {
  const file = join(folder, "kernel.json");
  if (!existsSync(file)) return undefined;
  try {
    const spec = JSON.parse(readFileSync(file, "utf8")) as {
      argv: string[];
      display_name?: string;
      metadata?: { nnxlab?: { version?: string } };
    };
    const argv = spec.argv.map(String);
    const script = argv.find((argument) => basename(argument) === "main.js");
    const isOurs = spec.metadata?.nnxlab !== undefined || /[\\/]kernel[\\/]main\.js$/.test(script ?? "");
    return {
      folder,
      displayName: spec.display_name ?? basename(folder),
      argv,
      isOurs,
      version: spec.metadata?.nnxlab?.version,
      problem: isOurs
        ? (missing(argv[0], "the Node that it starts") ?? missing(script, "the package that it starts"))
        : undefined,
    };
  } catch (error) {
    const problem = `${file} cannot be read (${(error as Error).message})`;
    return { folder, displayName: basename(folder), argv: [], isOurs: true, version: undefined, problem };
  }
}

/** What has gone, when the path of a part does not exist. A bare command is looked up on the PATH when it starts. */
function missing(path: string | undefined, part: string): string | undefined {
  if (path === undefined) return `it does not name ${part}`;
  return isAbsolute(path) && !existsSync(path) ? `${part} is gone: ${path}` : undefined;
}
