import type typescript from "typescript";
import { ts } from "../interpreter/typescript/compiler.ts";
import type { Position } from "../interpreter/typescript/sourceMap.ts";

/**
 * Where in a program an error that is thrown gets caught: inside `try { … } catch`, unless the place is in a function that is only
 * written there. V8 cannot tell for cells, since every cell is waited for by the kernel, which catches whatever comes.
 *
 * @returns whether an error thrown at a place, counted from 0, ends in a `catch` of the same function
 */
export function caughtRanges(text: string): (place: Position) => boolean {
  const file = ts.createSourceFile("script.ts", text, ts.ScriptTarget.ES2022);
  const scopes: { readonly start: number; readonly end: number; readonly isTry: boolean }[] = [];
  const visit = (node: typescript.Node): void => {
    if (ts.isTryStatement(node) && node.catchClause) scopes.push(rangeOf(node.tryBlock, true));
    if (ts.isFunctionLike(node)) scopes.push(rangeOf(node, false));
    ts.forEachChild(node, visit);
  };
  const rangeOf = (node: typescript.Node, isTry: boolean): (typeof scopes)[number] => ({
    start: node.getStart(file),
    end: node.end,
    isTry,
  });
  visit(file);
  const lines = file.getLineStarts();
  return ({ line, column }) => {
    const offset = (lines[line] ?? 0) + column;
    // Ranges come outermost first, so the last one around the place is the innermost.
    return scopes.findLast(({ start, end }) => start <= offset && offset < end)?.isTry ?? false;
  };
}
