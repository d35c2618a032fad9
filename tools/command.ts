/** What a command of the command line is. */

/** An option `--name`; strings take a value, booleans are switches, pairs take a name and a value and may be given often. */
export interface CommandOption {
  readonly type: "string" | "boolean" | "pairs";
  readonly about: string;
  /** How the value is called in `--help`: `DIR`. */
  readonly value?: string;
  readonly short?: string;
}

export interface CommandArguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
  /** What the options of pairs were given, in their order. */
  readonly pairs: Readonly<Record<string, readonly (readonly [name: string, value: string])[]>>;
}

export interface Command {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** What follows the name: `NOTEBOOK.ipynb [--output OUT.ipynb]`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Returns the exit code: 0 done, 1 the work failed. Throw `UsageError` for a command line that makes no sense. */
  run(args: CommandArguments): Promise<number>;
}

/** The command line does not make sense: exit code 2, with the usage. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** The value of a string option, or undefined. */
export function stringOption(args: CommandArguments, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === "string" ? value : undefined;
}

/** A positive number given as an option. */
export function numberOption(args: CommandArguments, name: string): number | undefined {
  const text = stringOption(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`Cannot use --${name} ${text}: it must be a number above 0`);
  return value;
}
