/**
 * `npm run lab`: JupyterLab on notebooks/ with our kernel. Uses a JupyterLab that is there, else installs one into a virtual
 * environment of this project; the kernelspec goes into a folder of this project too, so nothing outside it is touched.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { installKernelspec } from "../../kernel/install/installKernelspec.ts";
import { type Command, stringOption } from "../command.ts";
import { binFolder, findLab, labEnvironment } from "../findLab.ts";
import { findPython } from "../findPython.ts";
import { root } from "../paths.ts";

const prefix = join(root, ".jupyter");

/** JupyterLab on the lessons. */
export const lab: Command = {
  name: "lab",
  summary: "open JupyterLab on notebooks/ with the nnxlab kernel",
  usage: "[--folder DIR] [--port PORT] [--no-browser] [--check] [-- JUPYTERLAB OPTIONS]",
  options: {
    folder: {
      type: "string",
      value: "DIR",
      about: "the folder to serve (default: this project, opened on the first lesson)",
    },
    port: { type: "string", value: "PORT", about: "port of the server (JupyterLab looks for a free one by itself)" },
    "no-browser": { type: "boolean", about: "do not open a browser" },
    check: { type: "boolean", about: "set everything up, print how JupyterLab would be started, and stop" },
  },
  async run(args) {
    const command = findLab()?.command ?? installLab();
    console.log(`Kernel "nnxlab" is registered in ${installKernelspec({ prefix }).folder}`);
    const port = stringOption(args, "port");
    const folder = stringOption(args, "folder");
    const rest = [
      ...command.slice(1),
      // The lesson links to its exercises, which must lie below the folder that is served.
      ...(folder === undefined
        ? [`--ServerApp.root_dir=${root}`, "--LabApp.default_url=/lab/tree/notebooks/02-basic-training.ipynb"]
        : [`--ServerApp.root_dir=${resolve(folder)}`]),
      ...(port ? [`--port=${port}`] : []),
      ...(args.values["no-browser"] ? ["--no-browser"] : []),
      ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
      ...args.positionals,
    ];
    if (args.values.check) {
      console.log(`JUPYTER_PATH=${join(prefix, "share", "jupyter")} ${[command[0], ...rest].join(" ")}`);
      return 0;
    }
    return await serve(command[0]!, rest);
  },
};

function installLab(): string[] {
  const python = findPython();
  if (!python) {
    throw new Error(
      "Cannot open JupyterLab: no Python 3.9 or newer was found, and JupyterLab is a Python program; install Python " +
        "(or name one in NNXLAB_PYTHON) and run `npm run lab` again. Without Python, `npm start` runs the lesson in the terminal",
    );
  }
  console.log(`Installing JupyterLab into ${labEnvironment} (once) …`);
  if (!existsSync(labEnvironment))
    step(
      python,
      ["-m", "venv", labEnvironment],
      "make a virtual environment",
      "on Debian, install the package python3-venv",
    );
  const bin = join(labEnvironment, binFolder);
  const pip = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--retries",
    "0",
    "--disable-pip-version-check",
    "jupyterlab",
    "anywidget",
  ];
  step(
    join(bin, "python"),
    pip,
    "install JupyterLab and its extension for widgets",
    "check the network and the package index pip is set to use, or install JupyterLab yourself",
  );
  return [join(bin, "jupyter-lab")];
}

function step(command: string, args: string[], action: string, repair: string): void {
  const ran = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (ran.error) throw new Error(`Cannot ${action}: ${command} did not start (${ran.error.message}); ${repair}`);
  if (ran.status !== 0)
    throw new Error(
      `Cannot ${action}: ${command} ended with ${ran.status ?? ran.signal}, its messages are above; ${repair}`,
    );
}

function serve(command: string, args: string[]): Promise<number> {
  const path = [join(prefix, "share", "jupyter"), process.env.JUPYTER_PATH]
    .filter(Boolean)
    .join(process.platform === "win32" ? ";" : ":");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, JUPYTER_PATH: path } });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", (error) =>
      reject(new Error(`Cannot open JupyterLab: ${command} did not start (${error.message})`)),
    );
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));
  });
}
