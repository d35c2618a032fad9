/**
 * `nnxlab COMMAND …`: finds the command, answers `--help`, and turns what happens into an exit code:
 * 0 done, 1 the work failed, 2 the command line or a file that it names does not make sense.
 */
import { parseArgs } from "node:util";
import { BadInput } from "../notebooks/badInput.ts";
import { type Command, UsageError } from "./command.ts";
import { bench } from "./commands/bench.ts";
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

function parse(command: Command, args: readonly string[]): Parameters<Command["run"]>[0] {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, option]) => [
      name,
      { type: option.type, ...(option.short ? { short: option.short } : {}) },
    ]),
  );
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  return { values: values as Record<string, string | boolean | undefined>, positionals };
}

function overview(): string {
  const width = Math.max(...commands.map((c) => c.name.length));
  const lines = commands.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`);
  return `nnxlab: Flax NNX and Optax in TypeScript\n\n${lines.join("\n")}\n\n\`nnxlab COMMAND --help\` tells more. Exit codes: 0 done, 1 the work failed, 2 bad usage.`;
}

function usage(command: Command): string {
  const rows = Object.entries(command.options).map(([name, { type, value, about, short }]) => [
    `  ${short ? `-${short}, ` : ""}--${name}${type === "string" ? ` ${value ?? "VALUE"}` : ""}`,
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
