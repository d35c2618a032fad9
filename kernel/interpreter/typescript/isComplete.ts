import type { Completeness } from "../interpreter.ts";
import { isBareCommand } from "../magics/readMagic.ts";
import { syntaxProblems } from "./check.ts";
import { ts } from "./compiler.ts";

/** Errors that mean "goes on" wherever they are said to be: an open template literal, an open comment. */
const unterminated: ReadonlySet<string> = new Set(["TS1160", "TS1010"]);
/** A string in quotes cannot go on in the next line, although its error is said to be at the end. */
const unterminatedString = "TS1002";

/**
 * Whether code is a whole cell. It is incomplete when the parser's first complaint is about the end of the text: `[1, 2,`
 * goes on, `import = 7q` does not.
 */
export function completeness(code: string): Completeness {
  if (isBareCommand(code)) return { status: "complete" };
  const [first] = syntaxProblems(ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022));
  if (!first) return { status: "complete" };
  const atEnd = first.start >= code.trimEnd().length && first.code !== unterminatedString;
  if (!atEnd && !unterminated.has(first.code ?? "")) return { status: "invalid" };
  return { status: "incomplete", indent: "  ".repeat(openBrackets(code)) };
}

/** How many brackets are open at the end. */
function openBrackets(code: string): number {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, code);
  let open = 0;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (opening.has(token)) open++;
    else if (closing.has(token)) open = Math.max(0, open - 1);
  }
  return open;
}

const opening = new Set([ts.SyntaxKind.OpenBraceToken, ts.SyntaxKind.OpenBracketToken, ts.SyntaxKind.OpenParenToken]);
const closing = new Set([
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CloseParenToken,
]);
