import type typescript from "typescript";
import type { MimeBundle } from "../interpreter.ts";
import { ts } from "./compiler.ts";
import { documentationOf } from "./documentation.ts";
import type { Environment } from "./environment.ts";
import { type InternalChecker, internals } from "./internals.ts";
import { runtimePath } from "./runtimePath.ts";

/** What the types know of a name, and where to look at its value. */
export interface Inspection {
  readonly bundle?: MimeBundle;
  /** The names that lead to the value: `a.b` of `a.b`. */
  readonly path?: readonly string[];
}

/**
 * The type and documentation of the name at a position of a cell; between the brackets of a call, of the function that is called.
 *
 * @param place the cursor in the code, where the code starts in the file, and the level: 1 is with the source of the declaration
 */
export function inspectAt(
  environment: Environment,
  source: typescript.SourceFile,
  { cursor, offset, level }: { readonly cursor: number; readonly offset: number; readonly level: 0 | 1 },
): Inspection {
  const { checker } = environment;
  const node = nameAt(source, offset + cursor);
  if (!node) return {};
  const path = pathTo(node, checker, offset);
  const named = checker.getSymbolAtLocation(node);
  const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
  if (!named || !symbol?.declarations?.length) return path ? { path } : {};
  const signature =
    symbol.flags & ts.SymbolFlags.ValueModule && ts.isSourceFile(symbol.declarations[0]!)
      ? `module ${named.name}`
      : signatureOf(symbol, node, checker, source);
  const documentation = documentationOf(symbol);
  const origin = level === 1 ? sourceOf(symbol) : "";
  const markdown = [fence(signature), documentation, origin && fence(origin)].filter(Boolean).join("\n\n");
  const plain = [signature, documentation, origin].filter(Boolean).join("\n\n");
  const bundle = { data: { "text/plain": plain, "text/markdown": markdown }, metadata: {} };
  return path && hasValue(symbol) ? { bundle, path } : { bundle };
}

function pathTo(node: typescript.Node, checker: InternalChecker, offset: number): readonly string[] | undefined {
  const { parent } = node;
  if (parent && ts.isPropertyAccessExpression(parent) && parent.name === node)
    return runtimePath(parent, checker, offset);
  return ts.isIdentifier(node) && !isNameOfDeclarationPart(node) ? runtimePath(node, checker, offset) : undefined;
}

/** A name that is no expression: a key, a property of a class, a label. */
function isNameOfDeclarationPart({ parent }: typescript.Identifier): boolean {
  return (
    parent !== undefined &&
    (ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isTypeNode(parent))
  );
}

/** Whether looking at the value says more than the declaration does. */
function hasValue({ flags }: typescript.Symbol): boolean {
  return (flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Property | ts.SymbolFlags.Accessor)) !== 0;
}

function signatureOf(
  symbol: typescript.Symbol,
  node: typescript.Node,
  checker: InternalChecker,
  source: typescript.SourceFile,
): string {
  const { displayParts } = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    source,
    containerOf(node),
    node,
  );
  return displayParts
    .map(({ text }) => text)
    .join("")
    .replace(/import\("[^"]*"\)\./g, "");
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
