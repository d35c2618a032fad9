/**
 * `nnxlab COMMAND …`: finds the command, answers `--help`, and turns what happens into an exit code:
 * 0 done, 1 the work failed, 2 the command line or a file that it names does not make sense.
 */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { BadInput } from "../notebooks/badInput.ts";
import { type Command, type CommandArguments, UsageError } from "./command.ts";
import { bench } from "./commands/bench.ts";
import { benchKernel } from "./commands/benchKernel.ts";
import { check } from "./commands/check.ts";
import { compat } from "./commands/compat.ts";
import { conform } from "./commands/conform.ts";
import { course } from "./commands/course.ts";
import { doctor } from "./commands/doctor.ts";
import { exec } from "./commands/exec.ts";
import { grade } from "./commands/grade.ts";
import { install, uninstall } from "./commands/install.ts";
import { lab } from "./commands/lab.ts";
import { ok } from "./commands/ok.ts";
import { run } from "./commands/run.ts";
import { start } from "./commands/start.ts";
import { test } from "./commands/test.ts";
import { train } from "./commands/train.ts";

/** Every command, in the order people meet them. */
export const commands: readonly Command[] = [
  start,
  lab,
  install,
  uninstall,
  doctor,
  run,
  exec,
  course,
  check,
  grade,
  bench,
  benchKernel,
  train,
  conform,
  compat,
  test,
  ok,
];

/** Runs the command line and returns its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    console.error(`Cannot run \`${name}\`: there is no such command; one of ${commands.map((c) => c.name).join(", ")}`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    console.log(usage(command));
    return 0;
  }
  try {
    return await command.run(parse(command, rest));
  } catch (error) {
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS")) {
      console.error(`${(error as Error).message}\n\n${usage(command)}`);
      return 2;
    }
    console.error(process.env.NNXLAB_DEBUG ? error : (error as Error).message);
    return error instanceof BadInput ? 2 : 1;
  }
}

function parse(command: Command, args: readonly string[]): CommandArguments {
  const { pairs, rest } = takePairs(command, args);
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, { type, short }] of Object.entries(command.options))
    if (type !== "pairs") options[name] = { type, ...(short ? { short } : {}) };
  const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true, strict: true });
  return { values: values as CommandArguments["values"], positionals, pairs };
}

/** Takes the options of pairs, which `parseArgs` does not know, out of the arguments. */
function takePairs(command: Command, args: readonly string[]): { pairs: CommandArguments["pairs"]; rest: string[] } {
  const rest = [...args];
  const pairs: Record<string, [string, string][]> = {};
  for (const [name, option] of Object.entries(command.options)) {
    if (option.type !== "pairs") continue;
    const taken: [string, string][] = [];
    const isOption = (text: string): boolean => text === `--${name}` || (!!option.short && text === `-${option.short}`);
    for (let at = rest.findIndex(isOption); at >= 0; at = rest.findIndex(isOption)) {
      const end = rest.indexOf("--");
      if (end >= 0 && end < at) break;
      const [flag, key, value] = rest.splice(at, 3);
      if (key === undefined || value === undefined)
        throw new UsageError(`Cannot use ${flag} like this: a name and a value must follow it`);
      taken.push([key, value]);
    }
    pairs[name] = taken;
  }
  return { pairs, rest };
}

function overview(): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  const lines = commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`);
  return `nnxlab: Flax NNX and Optax in TypeScript\n\n${lines.join("\n")}\n\n\`nnxlab COMMAND --help\` tells more. Exit codes: 0 done, 1 the work failed, 2 bad usage.`;
}

function usage(command: Command): string {
  const rows = Object.entries(command.options).map(([name, { type, value, about, short }]) => [
    `  ${short ? `-${short}, ` : ""}--${name}${type === "boolean" ? "" : ` ${value ?? (type === "pairs" ? "NAME VALUE" : "VALUE")}`}`,
    about,
  ]);
  const width = Math.max(0, ...rows.map(([left]) => left!.length));
  const options = rows.map(([left, about]) => `${left!.padEnd(width)}  ${about}`);
  return [
    `nnxlab ${command.name} ${command.usage}`.trim(),
    "",
    command.summary,
    ...(options.length ? ["", ...options] : []),
  ].join("\n");
}
