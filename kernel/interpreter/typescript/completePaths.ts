/** Files and folders in strings: of `import`, and wherever a function asks for a path. */
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type typescript from "typescript";
import type { Completion } from "../interpreter.ts";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";

/** More files than this of one folder are not listed. */
const mostFiles = 500;

/**
 * Files for the string at the cursor, or undefined where no path is meant: one is when the string starts like a path, or the parameter
 * that it is for is called one.
 */
export function completePaths(
  checker: InternalChecker,
  source: typescript.SourceFile,
  cursor: number,
  folder: string,
): { readonly matches: readonly Completion[]; readonly typed: number } | undefined {
  const string = stringAt(source, cursor);
  if (!string) return undefined;
  const written = source.text.slice(string.getStart(source) + 1, cursor);
  if (!/^(\.{0,2}|~)\//.test(written) && !isForPath(string, checker)) return undefined;
  const slash = written.lastIndexOf("/") + 1;
  const [parent, name] = [written.slice(0, slash), written.slice(slash)];
  const start = parent.startsWith("~/") ? join(homedir(), parent.slice(2)) : resolve(folder, parent);
  return { matches: entriesOf(start, name), typed: name.length };
}

function entriesOf(folder: string, name: string): Completion[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => name.startsWith(".") || !entry.name.startsWith("."))
      .filter((entry) => entry.name.toLowerCase().startsWith(name.toLowerCase()))
      .slice(0, mostFiles)
      .map((entry) => ({ text: entry.isDirectory() ? `${entry.name}/` : entry.name, type: "path" }))
      .sort((a, b) => (a.text.toLowerCase() < b.text.toLowerCase() ? -1 : 1));
  } catch {
    return []; // there is no such folder, or it cannot be read
  }
}

function stringAt(source: typescript.SourceFile, cursor: number): typescript.StringLiteralLike | undefined {
  let found: typescript.StringLiteralLike | undefined;
  const visit = (node: typescript.Node): void => {
    if (node.pos > cursor || node.end < cursor) return;
    if (ts.isStringLiteralLike(node) && node.getStart(source) < cursor) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether the string is an argument for a parameter called `path`, `file`, `folder` or the like. */
function isForPath(string: typescript.StringLiteralLike, checker: InternalChecker): boolean {
  const call = string.parent;
  if (!call || !(ts.isCallExpression(call) || ts.isNewExpression(call))) return false;
  const place = call.arguments?.indexOf(string) ?? -1;
  const parameter = place < 0 ? undefined : checker.getResolvedSignature(call)?.parameters[place];
  return (
    parameter !== undefined &&
    /^(new|old|src|dest)?_?(path|paths|file|fileName|filename|dir|directory|folder)$/i.test(parameter.name)
  );
}
