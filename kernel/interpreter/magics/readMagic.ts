/**
 * What a cell may say besides TypeScript, as IPython's cells may; few, because most of it TypeScript says as well:
 *
 *     %time f(x)       how long the cell takes; also on a line of its own, above the code
 *     %timeit f(x)     how long it takes on average, run many times
 *     %who             the names that cells have declared
 *     %reset           forgets them
 *     %install pkg     installs npm packages into the notebook's folder
 *     jnp.sum?         documentation of a name; with ?? also where it comes from
 *
 * No TypeScript starts with `%` or ends with `?`, so nothing is hidden by them.
 */

/** A cell with a command at its start. */
export type Magic =
  | { readonly name: "time" | "timeit"; readonly code: string }
  | { readonly name: "who" | "reset" }
  | { readonly name: "install"; readonly packages: readonly string[] }
  | { readonly name: "help"; readonly target: string; readonly level: 0 | 1 };

const command = /^(\s*)(%{1,2}[\w-]*)(.*)$/s;
const help = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$.]*)\s*(\?{1,2})\s*$/u;

/**
 * The command of a cell, or undefined if it is TypeScript.
 *
 * @throws SyntaxError for a command that does not exist, or lacks what it needs, with those that do
 */
export function readMagic(cell: string): Magic | undefined {
  const [, target, marks] = help.exec(cell) ?? [];
  if (target !== undefined) return { name: "help", target, level: marks === "??" ? 1 : 0 };
  const [, , word, rest] = command.exec(cell) ?? [];
  if (word === undefined) return undefined;
  const name = word.replace(/^%+/, "");
  switch (name) {
    case "time":
    case "timeit": {
      if (rest!.trim() === "") throw new SyntaxError(`Cannot run ${word}: write the code to time behind it, or below`);
      return { name, code: withoutMagic(cell) };
    }
    case "who":
    case "reset":
      if (rest!.trim() !== "")
        throw new SyntaxError(`Cannot run ${word} with ${rest!.trim()}: it stands alone in its cell`);
      return { name };
    case "install": {
      const packages = rest!.trim().split(/\s+/).filter(Boolean);
      const wrong = packages.find(
        (text) => !/^(@[\w.-]+\/)?[\w.-]+(@[\w.^~<>=*-]+)?$/.test(text) || text.startsWith("-"),
      );
      if (packages.length === 0) throw new SyntaxError("Cannot install: name the packages, as in %install lodash");
      if (wrong !== undefined)
        throw new SyntaxError(`Cannot install ${wrong}: give names of npm packages, as in lodash or lodash@4`);
      return { name, packages };
    }
    default:
      throw new SyntaxError(
        `Cannot run ${word || "%"}: there are %time, %timeit, %who, %reset and %install, and \`name?\` for help`,
      );
  }
}

/** Whether a cell is a command without code, also one that does not exist: it is whole, and running it says what is wrong. */
export function isBareCommand(cell: string): boolean {
  try {
    const magic = readMagic(cell);
    return magic !== undefined && !("code" in magic);
  } catch {
    return true;
  }
}

/** A cell with blanks in place of `%time` or `%timeit`, so that what follows keeps its place. Other cells stay as they are. */
export function withoutMagic(cell: string): string {
  return cell.replace(
    /^(\s*)(%{1,2}time(?:it)?)(?=\s)/,
    (_, space: string, word: string) => space + " ".repeat(word.length),
  );
}
