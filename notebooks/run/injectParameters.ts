/**
 * Parameters of a notebook, as papermill has them: a cell tagged `parameters` declares names with default values, and a run puts a
 * cell tagged `injected-parameters` behind it, which declares them anew.
 *
 * @see https://papermill.readthedocs.io/en/latest/usage-parameterize.html
 */
import { createHash } from "node:crypto";
import ts from "typescript";
import { BadInput } from "../badInput.ts";
import type { Cell, CodeCell, Metadata, Notebook } from "../nbformat.ts";
import { parameterText } from "./parameterValue.ts";

/** A notebook with its parameters. */
export interface Parameterized {
  readonly notebook: Notebook;
  /** Parameters that its `parameters` cell does not declare. */
  readonly unknown: readonly string[];
}

/**
 * The notebook with a cell that declares `parameters`: in the place of an earlier run's, else behind the cell tagged `parameters`,
 * else at the top. What is declared there with a type keeps it, so a value that does not fit is an error of the cell.
 *
 * @param notebook what to run; left alone
 * @param parameters values of JSON by name
 * @throws BadInput when a name is none of TypeScript's
 * @example
 * const cell = { cell_type: "code" as const, id: "a", metadata: { tags: ["parameters"] }, source: "const steps: number = 10",
 *   execution_count: null, outputs: [] };
 * const empty = { nbformat: 4 as const, nbformat_minor: 5, metadata: {}, cells: [cell] };
 * const { notebook, unknown } = injectParameters(empty, { steps: 3, rate: 0.1 });
 * assertEqual(notebook.cells[1]?.source, "// Parameters\nlet steps: number = 3;\nlet rate = 0.1;");
 * assertEqual(unknown, ["rate"]);
 */
export function injectParameters(notebook: Notebook, parameters: Readonly<Record<string, unknown>>): Parameterized {
  const defaults = notebook.cells.find(
    (cell): cell is CodeCell => cell.cell_type === "code" && hasTag(cell, "parameters"),
  );
  const declared = defaults ? declarations(defaults.source) : new Map<string, string | undefined>();
  const names = Object.keys(parameters);
  const lines = names.map((name) => {
    const type = declared.get(name);
    return `let ${checkName(name)}${type === undefined ? "" : `: ${type}`} = ${parameterText(parameters[name])};`;
  });
  const source = ["// Parameters", ...lines].join("\n");
  const injected: CodeCell = {
    cell_type: "code",
    id: freshId(notebook.cells, source),
    metadata: { tags: ["injected-parameters"] },
    source,
    execution_count: null,
    outputs: [],
  };
  const earlier = notebook.cells.findIndex((cell) => hasTag(cell, "injected-parameters"));
  const cells =
    earlier >= 0
      ? notebook.cells.toSpliced(earlier, 1, injected)
      : notebook.cells.toSpliced(defaults ? notebook.cells.indexOf(defaults) + 1 : 0, 0, injected);
  const { papermill } = notebook.metadata as { papermill?: Metadata };
  const metadata = { ...notebook.metadata, papermill: { ...papermill, parameters } };
  return { notebook: { ...notebook, metadata, cells }, unknown: defaults ? names.filter((n) => !declared.has(n)) : [] };
}

/** Whether a cell has a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

/** Names of variables that a cell declares, with the text of their types where they are written. */
function declarations(source: string): Map<string, string | undefined> {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest, true);
  const found = new Map<string, string | undefined>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, type } of statement.declarationList.declarations)
      if (ts.isIdentifier(name)) found.set(name.text, type?.getText(file));
  }
  return found;
}

function checkName(name: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
  scanner.setText(name);
  // Words that are keywords only in places, such as `type`, come after the reserved ones in the compiler's list.
  const isName = (kind: ts.SyntaxKind): boolean =>
    kind === ts.SyntaxKind.Identifier || kind > ts.SyntaxKind.LastReservedWord;
  if (isName(scanner.scan()) && scanner.scan() === ts.SyntaxKind.EndOfFileToken) return name;
  throw new BadInput(
    `Cannot declare the parameter ${JSON.stringify(name)}: it must be a name that a variable can have`,
  );
}

/** An id that no cell has, the same for the same parameters. */
function freshId(cells: readonly Cell[], source: string): string {
  const taken = new Set(cells.map(({ id }) => id));
  for (let i = 0; ; i++) {
    const id = createHash("sha256").update(`${i}\n${source}`).digest("hex").slice(0, 12);
    if (!taken.has(id)) return id;
  }
}
