/** What is there of Jupyter, and whether it finds the kernel. None of it is needed for `npm start` and programs. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { kernelspecFolder } from "../../kernel/install/installKernelspec.ts";
import { dataFolders } from "../../kernel/install/jupyterFolders.ts";
import { readKernelspec } from "../../kernel/install/readKernelspec.ts";
import { version } from "../../kernel/version.ts";
import { binFolder, findLab } from "../findLab.ts";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";
import { type Finding, fails, lacks, works } from "./finding.ts";

/** Python, JupyterLab, its widgets, and the kernel's registration. */
export function jupyter(): Finding[] {
  const python = findPython();
  const lab = findLab();
  const labPython = lab && pythonOf(lab.command);
  const known = labPython === undefined ? undefined : askJupyter(labPython);
  return [
    python ? works("Python", python) : lacks("Python", "none; only JupyterLab and its kind need it"),
    lab
      ? works("JupyterLab", `${lab.version}, ${lab.command.join(" ")}${also(known)}`)
      : lacks("JupyterLab", "none", "`npm run lab` installs one into this folder, if there is a Python"),
    ...(known && labPython ? [widgets(known, labPython), ...papermill(known, labPython)] : []),
    ...registrations(known?.kernels ?? ownSearch()),
  ];
}

/** What a Python knows: versions of packages, folders of kernels. */
interface Known {
  readonly packages: Readonly<Record<string, string | null>>;
  readonly kernels: Readonly<Record<string, string>>;
}

const papermillPackage = join(root, "kernel", "papermill");
const otherPackages = ["notebook", "jupyter_client", "nbclient", "nbconvert", "papermill", "jupyter_console"];

const question = `
import importlib.metadata, json, sys
from jupyter_client.kernelspec import KernelSpecManager
def version(name):
    try: return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: return None
packages = {name: version(name) for name in sys.argv[1:]}
print(json.dumps({"packages": packages, "kernels": KernelSpecManager().find_kernel_specs()}))
`;

function askJupyter(python: string): Known | undefined {
  const ran = spawnSync(python, ["-c", question, "anywidget", "papermill-typescript", ...otherPackages], {
    encoding: "utf8",
  });
  return ran.status === 0 ? (JSON.parse(ran.stdout) as Known) : undefined;
}

/** The Python of a command: what it begins with, or its neighbour where the links of pipx and others lead. */
function pythonOf([program, ...args]: readonly string[]): string | undefined {
  if (args.length > 0) return program;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const path = isAbsolute(program!)
    ? program!
    : folders.map((folder) => join(folder, program!)).find((file) => existsSync(file));
  if (path === undefined) return undefined;
  const name = binFolder === "Scripts" ? "python.exe" : "python";
  return [dirname(path), dirname(realpathSync(path))]
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
}

function also(known: Known | undefined): string {
  const found = otherPackages.filter((name) => known?.packages[name]);
  return found.length > 0 ? ` (${found.map((name) => `${name} ${known!.packages[name]}`).join(", ")})` : "";
}

/** The page's half of `widgets` runs in the extension `anywidget`. */
function widgets({ packages }: Known, python: string): Finding {
  if (packages.anywidget) return works("widgets", `anywidget ${packages.anywidget}`);
  return lacks("widgets", "JupyterLab has no extension `anywidget`", `${python} -m pip install anywidget`);
}

/** papermill writes parameters only in languages that it knows. */
function papermill({ packages }: Known, python: string): Finding[] {
  if (!packages.papermill) return [];
  const what = "papermill's parameters";
  const translator = packages["papermill-typescript"];
  if (translator) return [works(what, `papermill-typescript ${translator}`)];
  const repair = `${python} -m pip install "${papermillPackage}"; or \`npx nnxlab run -p NAME VALUE\``;
  return [lacks(what, "papermill does not know TypeScript", repair)];
}

/** Every kernel that Jupyter would find, looked up without it: of two with one name the first. */
function ownSearch(): Record<string, string> {
  const kernels: Record<string, string> = {};
  for (const data of dataFolders()) {
    const folder = join(data, "kernels");
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      kernels[name.toLowerCase()] ??= join(folder, name);
  }
  return kernels;
}

/** Every registration of this kernel, and whether what it starts is there. */
function registrations(kernels: Known["kernels"]): Finding[] {
  const findings = Object.entries(kernels).flatMap(([name, folder]): Finding[] => {
    const spec = readKernelspec(folder);
    if (!spec?.isOurs) return [];
    const what = `kernel "${name}"`;
    if (spec.problem !== undefined) return [fails(what, `${folder}: ${spec.problem}`, repairOf(name, folder))];
    const main = spec.argv.find((argument) => basename(argument) === "main.js")!;
    const elsewhere = realpathSync(main).startsWith(realpathSync(root)) ? "" : `, of the package that ${main} is in`;
    const age = spec.version !== undefined && spec.version !== version ? `, version ${spec.version}` : "";
    return [works(what, `${folder}: runs ${spec.argv[0]}${elsewhere}${age}`)];
  });
  if (findings.length > 0) return findings;
  return [
    lacks(
      "registration",
      "the kernel is not registered with Jupyter; `npm run lab` does without",
      "`npx nnxlab install` registers it, for VS Code, nbconvert and a JupyterLab of your own",
    ),
  ];
}

/** Jupyter's folders end in `kernels/NAME`; one below a prefix is named by it. */
function repairOf(name: string, folder: string): string {
  const called = name === "nnxlab" ? "" : ` --name ${name}`;
  const data = dirname(dirname(folder));
  const isUsers = folder === kernelspecFolder({ name });
  const prefix =
    basename(data) === "jupyter" && basename(dirname(data)) === "share" ? dirname(dirname(data)) : undefined;
  const place = isUsers || prefix === undefined ? "" : ` --prefix "${prefix}"`;
  return `\`npx nnxlab install${place}${called}\` registers this package instead`;
}
