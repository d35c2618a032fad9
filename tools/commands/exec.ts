/** `nnxlab exec`: runs a TypeScript file as if it were a cell. */
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { stripVTControlCharacters } from "node:util";
import { startKernelProcess } from "../../kernel/client.ts";
import { BadInput } from "../../notebooks/badInput.ts";
import { type Command, numberOption, UsageError } from "../command.ts";
import { createScriptOutput } from "../scriptOutput.ts";

/** A file, with the preloaded scope. */
export const exec: Command = {
  name: "exec",
  summary: "run one TypeScript file as if it were a cell: checked, with jax, jnp, nnx and optax in scope",
  usage: "FILE.ts|- [--timeout SECONDS]",
  options: {
    timeout: { type: "string", value: "SECONDS", about: "the longest it may take (default: no limit)" },
  },
  async run(args) {
    const [path, ...more] = args.positionals;
    if (path === undefined || more.length > 0)
      throw new UsageError(`Cannot run ${args.positionals.length} files: name one, or - for standard input`);
    const seconds = numberOption(args, "timeout");
    const code = read(path);
    const output = createScriptOutput({
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      isTerminal: process.stderr.isTTY === true && process.stdout.isTTY === true,
    });
    const kernel = await startKernelProcess({ cwd: path === "-" ? process.cwd() : dirname(resolve(path)) });
    // The kernel hears the signal too, and stops; a second one ends this command.
    const interrupt = (): void => void kernel.interrupt().catch(() => {});
    process.once("SIGINT", interrupt);
    try {
      const { error, timedOut } = await kernel.execute(code, {
        onMessage: ({ header, content }) => output.take(header.msg_type, content),
        onInput: ask,
        ...(seconds === undefined ? {} : { timeout: seconds * 1000 }),
      });
      output.finish();
      if (!error) return 0;
      const title = path === "-" ? "standard input" : basename(path);
      console.error(plainWhereAsked(error.traceback.join("\n")).replaceAll("cell [1]", title));
      if (timedOut) console.error(`Cannot run ${title}: it took longer than ${seconds} s`);
      return 1;
    } finally {
      process.off("SIGINT", interrupt);
      await kernel.shutdown();
    }
  },
};

function read(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new BadInput(`Cannot run ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** A line of standard input, for `input()`. A password is seen as it is typed, as nothing here can hide it. */
async function ask(prompt: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(prompt);
  } finally {
    lines.close();
  }
}

function plainWhereAsked(text: string): string {
  const isPlain = !process.stderr.isTTY || process.env.NO_COLOR;
  return isPlain ? stripVTControlCharacters(text) : text;
}
