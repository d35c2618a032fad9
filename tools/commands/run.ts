/** `nnxlab run`: executes a notebook headlessly, with parameters, and writes it with its outputs. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import { startKernelProcess } from "../../kernel/client.ts";
import { BadInput } from "../../notebooks/badInput.ts";
import { type Notebook, parseNotebook, serializeNotebook } from "../../notebooks/nbformat.ts";
import { parameterValue } from "../../notebooks/run/parameterValue.ts";
import { runNotebook } from "../../notebooks/run/runNotebook.ts";
import { writeWhole } from "../../notebooks/writeWhole.ts";
import { type Command, type CommandArguments, numberOption, stringOption, UsageError } from "../command.ts";
import { progressBar } from "../progressBar.ts";

/** A notebook, headlessly. */
export const run: Command = {
  name: "run",
  summary: "execute a notebook; fails at the first cell that fails",
  usage: "NOTEBOOK.ipynb [--output OUT.ipynb] [-p NAME VALUE]… [--timeout SECONDS] [--allow-errors]",
  options: {
    output: {
      type: "string",
      value: "OUT.ipynb",
      about: "where to write the notebook with outputs, also when a cell fails (default: nowhere)",
    },
    parameters: { type: "pairs", short: "p", about: "a parameter: a number, true, false, null, or text" },
    "parameters-raw": { type: "pairs", short: "r", about: "a parameter that is text, whatever it looks like" },
    "parameters-file": { type: "string", value: "FILE", short: "f", about: "parameters from a file of JSON or YAML" },
    timeout: { type: "string", value: "SECONDS", about: "the longest one cell may take (default: no limit)" },
    "allow-errors": { type: "boolean", about: "go on after a cell that fails, and succeed" },
  },
  async run(args) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0)
      throw new UsageError(`Cannot run ${args.positionals.length} notebooks: name one`);
    const seconds = numberOption(args, "timeout");
    const output = stringOption(args, "output");
    const notebook = await withParameters(readNotebook(path), args);
    const bar = progressBar("starting the kernel", notebook.cells.filter((cell) => cell.cell_type === "code").length);
    const kernel = await startKernelProcess({ cwd: dirname(resolve(path)) });
    const signals = stopOnSignal();
    try {
      const failure = await runNotebook(notebook, kernel, {
        ...(seconds === undefined ? {} : { timeout: seconds * 1000 }),
        allowErrors: args.values["allow-errors"] === true,
        signal: signals.signal,
        onCell: (i) => bar.to(i, path),
      });
      bar.clear();
      if (failure) console.error(`Cannot run ${path}: cell ${failure.cell} failed\n${failure.message}`);
      if (output !== undefined) writeWhole(output, serializeNotebook(notebook));
      return failure ? 1 : 0;
    } finally {
      signals.stop();
      bar.end();
      await kernel.shutdown();
    }
  },
};

/** Reads the file; a notebook of another language is refused before its first cell makes no sense. */
function readNotebook(path: string): Notebook {
  const notebook = parseNotebook(readFileSync(path, "utf8"), path);
  const { kernelspec, language_info } = notebook.metadata as {
    kernelspec?: { language?: string; display_name?: string };
    language_info?: { name?: string };
  };
  const language = (kernelspec?.language ?? language_info?.name ?? "typescript").toLowerCase();
  if (["typescript", "javascript"].includes(language)) return notebook;
  throw new BadInput(
    `Cannot run ${path}: it is a notebook of ${kernelspec?.display_name ?? language}, and this runs TypeScript; \`jupyter execute\` runs any`,
  );
}

async function withParameters(notebook: Notebook, args: CommandArguments): Promise<Notebook> {
  const file = stringOption(args, "parameters-file");
  const parameters = {
    ...(file === undefined ? {} : readParameters(file)),
    ...Object.fromEntries((args.pairs.parameters ?? []).map(([name, word]) => [name, parameterValue(word)])),
    ...Object.fromEntries(args.pairs["parameters-raw"] ?? []),
  };
  if (Object.keys(parameters).length === 0) return notebook;
  const { injectParameters } = await import("../../notebooks/run/injectParameters.ts"); // loads the compiler
  const { notebook: injected, unknown } = injectParameters(notebook, parameters);
  for (const name of unknown) console.error(`The notebook declares no parameter ${name}; it is set all the same`);
  return injected;
}

function readParameters(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseYaml(readFileSync(file, "utf8")); // which reads JSON too
  } catch (error) {
    throw new BadInput(`Cannot read parameters from ${file}: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadInput(`Cannot read parameters from ${file}: it must hold names with values`);
}

/** The first signal ends the run in an orderly way, so that what has been computed is written; another one ends everything. */
function stopOnSignal(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  process.once("SIGINT", abort);
  process.once("SIGTERM", abort);
  return {
    signal: controller.signal,
    stop() {
      process.off("SIGINT", abort);
      process.off("SIGTERM", abort);
    },
  };
}
