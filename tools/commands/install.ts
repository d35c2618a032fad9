/** `nnxlab install` and `uninstall`: the kernelspec, for a JupyterLab, VS Code or nbclient of your own. */
import { rmSync } from "node:fs";
import { installKernelspec, kernelspecFolder } from "../../kernel/install/installKernelspec.ts";
import { type Command, type CommandArguments, stringOption, UsageError } from "../command.ts";

const options: Command["options"] = {
  user: { type: "boolean", about: "for you (the default): Jupyter's data folder in your home" },
  prefix: { type: "string", value: "DIR", about: "below DIR/share/jupyter, for example a Python environment" },
};

/** Registers the kernel. */
export const install: Command = {
  name: "install",
  summary: "register the kernel with Jupyter",
  usage: "[--user | --prefix DIR]",
  options,
  async run(args) {
    const { folder } = installKernelspec(place(args));
    console.log(`Kernel "nnxlab" is registered in ${folder}`);
    return 0;
  },
};

/** Takes the registration away. */
export const uninstall: Command = {
  name: "uninstall",
  summary: "take the kernel's registration away again",
  usage: "[--user | --prefix DIR]",
  options,
  async run(args) {
    const folder = kernelspecFolder(place(args));
    rmSync(folder, { recursive: true, force: true });
    console.log(`Kernel "nnxlab" is no longer registered in ${folder}`);
    return 0;
  },
};

function place(args: CommandArguments): { prefix?: string } {
  const prefix = stringOption(args, "prefix");
  if (prefix !== undefined && args.values.user)
    throw new UsageError("Cannot use --user and --prefix together: choose one");
  return prefix === undefined ? {} : { prefix };
}
