import type typescript from "typescript";
import type { MimeBundle } from "../interpreter.ts";
import { ts } from "./compiler.ts";
import { documentationOf } from "./documentation.ts";
import type { Environment } from "./environment.ts";
import { internals } from "./internals.ts";

/**
 * The type and documentation of the name at a position of a cell; between the brackets of a call, of the function that is called.
 *
 * @param level 1: with the source of the declaration
 */
export function inspectAt(
  environment: Environment,
  source: typescript.SourceFile,
  cursor: number,
  level: 0 | 1,
): MimeBundle | undefined {
  const { checker } = environment;
  const node = nameAt(source, cursor);
  if (!node) return undefined;
  const named = checker.getSymbolAtLocation(node);
  if (!named) return undefined;
  const symbol = named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  if (!symbol.declarations?.length) return undefined;
  const { displayParts } = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    source,
    containerOf(node),
    node,
  );
  const signature = displayParts
    .map(({ text }) => text)
    .join("")
    .replace(/import\("[^"]*"\)\./g, "");
  const documentation = documentationOf(symbol);
  const origin = level === 1 ? sourceOf(symbol) : "";
  const markdown = [fence(signature), documentation, origin && fence(origin)].filter(Boolean).join("\n\n");
  const plain = [signature, documentation, origin].filter(Boolean).join("\n\n");
  return { data: { "text/plain": plain, "text/markdown": markdown }, metadata: {} };
}

function nameAt(source: typescript.SourceFile, cursor: number): typescript.Node | undefined {
  for (const position of [cursor, cursor - 1]) {
    if (position < 0) continue;
    const node = internals.getTouchingPropertyName(source, position);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node;
  }
  return calleeAround(source, cursor);
}

/** The name of the function whose argument list holds the cursor. */
function calleeAround(source: typescript.SourceFile, cursor: number): typescript.Node | undefined {
  let found: typescript.Expression | undefined;
  const visit = (node: typescript.Node): void => {
    if (node.pos > cursor || node.end < cursor) return;
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    if (isCall && node.arguments && node.arguments.pos <= cursor) found = node.expression;
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (!found) return undefined;
  return ts.isPropertyAccessExpression(found) ? found.name : found;
}

function containerOf(node: typescript.Node): typescript.Node | undefined {
  return ts.findAncestor(
    node.parent,
    (parent) => ts.isSourceFile(parent) || ts.isFunctionLike(parent) || ts.isClassLike(parent),
  );
}

function sourceOf(symbol: typescript.Symbol): string {
  const text = symbol.declarations?.[0]?.getText() ?? "";
  return text.length > 4000 ? `${text.slice(0, 4000)}\n…` : text;
}

function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}
