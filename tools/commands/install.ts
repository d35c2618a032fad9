/** `nnxlab install` and `uninstall`: the kernelspec, for a JupyterLab, VS Code or nbclient of your own. */
import { spawnSync } from "node:child_process";
import { sep } from "node:path";
import {
  installKernelspec,
  kernelspec,
  kernelspecFolder,
  uninstallKernelspec,
} from "../../kernel/install/installKernelspec.ts";
import { dataFolders } from "../../kernel/install/jupyterFolders.ts";
import { readKernelspec } from "../../kernel/install/readKernelspec.ts";
import { type Command, type CommandArguments, stringOption, UsageError } from "../command.ts";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";

const places: Command["options"] = {
  user: { type: "boolean", about: "for you (the default): Jupyter's data folder in your home, or JUPYTER_DATA_DIR" },
  prefix: { type: "string", value: "DIR", about: "below DIR/share/jupyter, for example a Python environment" },
  "sys-prefix": { type: "boolean", about: "into the environment of the Python on your PATH" },
  name: { type: "string", value: "NAME", about: 'by which notebooks ask for it (default: "nnxlab")' },
};

/** Registers the kernel. */
export const install: Command = {
  name: "install",
  summary: "register the kernel with Jupyter",
  usage: "[--user | --prefix DIR | --sys-prefix] [--name NAME] [--display-name TEXT] [--env NAME VALUE]…",
  options: {
    ...places,
    "display-name": { type: "string", value: "TEXT", about: 'that people see (default: "TypeScript (nnxlab)")' },
    env: {
      type: "pairs",
      about: "an environment variable for the kernel, such as NNXLAB_BACKEND wasm; may be repeated",
    },
  },
  async run(args) {
    const displayName = stringOption(args, "display-name");
    const options = {
      ...place(args),
      ...(displayName === undefined ? {} : { displayName }),
      env: Object.fromEntries(args.pairs.env ?? []),
    };
    const { folder, replaced } = installKernelspec(options);
    const node = kernelspec(options).argv[0];
    console.log(`Kernel "${kernelName(args)}" is registered in ${folder}\n  runs ${node}, package ${root}`);
    if (replaced && replaced.argv[0] !== node) console.log(`  replaces one that ran ${replaced.argv[0] ?? "nothing"}`);
    // npx keeps what it runs in a cache, and clears it without a word.
    if (root.includes(`${sep}_npx${sep}`)) {
      console.error(
        "This copy of nnxlab lies in npx's cache, and the kernel stops working when npm clears it; install the package " +
          "(npm install --global nnxlab, or into a project) and register that one",
      );
    }
    return 0;
  },
};

/** Takes the registration away. */
export const uninstall: Command = {
  name: "uninstall",
  summary: "take the kernel's registration away again",
  usage: "[--user | --prefix DIR | --sys-prefix] [--name NAME]",
  options: places,
  async run(args) {
    const options = place(args);
    const folder = kernelspecFolder(options);
    const name = kernelName(args);
    const was = uninstallKernelspec(options);
    console.log(`Kernel "${name}" ${was ? "is no longer" : "was not"} registered in ${folder}`);
    for (const data of dataFolders()) {
      const other = kernelspecFolder({ name, data });
      if (other !== folder && readKernelspec(other)?.isOurs) console.log(`  Jupyter still finds the one in ${other}`);
    }
    return 0;
  },
};

function kernelName(args: CommandArguments): string {
  return stringOption(args, "name") ?? "nnxlab";
}

function place(args: CommandArguments): { name: string; prefix?: string } {
  const prefix = stringOption(args, "prefix");
  const chosen = [args.values.user && "--user", prefix && "--prefix", args.values["sys-prefix"] && "--sys-prefix"];
  const [one, another] = chosen.filter(Boolean);
  if (another) throw new UsageError(`Cannot use ${one} and ${another} together: choose one`);
  if (prefix === "") throw new UsageError("Cannot use --prefix without a folder");
  const name = kernelName(args);
  if (args.values["sys-prefix"]) return { name, prefix: sysPrefix() };
  return prefix === undefined ? { name } : { name, prefix };
}

/** Where the Python on the PATH is installed: its virtual environment, if it is of one. */
function sysPrefix(): string {
  const python = findPython();
  if (!python) {
    throw new Error(
      "Cannot register into a Python environment: no Python 3.9 or newer is on the PATH; name its folder with --prefix DIR",
    );
  }
  return spawnSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).stdout.trim();
}
