/** Where completion and inspection may look at values: `a.b["c"]` as the list of its names. */
import type typescript from "typescript";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";

/**
 * The names of an expression that consists of nothing else, if it starts at a name of the cells: looking at the value of any other
 * expression would mean running it. `offset`: what a cell sees of others stands before it.
 */
export function runtimePath(
  expression: typescript.Expression,
  checker: InternalChecker,
  offset: number,
): readonly string[] | undefined {
  if (ts.isIdentifier(expression)) return isGlobal(expression, checker, offset) ? [expression.text] : undefined;
  if (ts.isPropertyAccessExpression(expression)) {
    const path = runtimePath(expression.expression, checker, offset);
    return path && ts.isIdentifier(expression.name) ? [...path, expression.name.text] : undefined;
  }
  if (ts.isElementAccessExpression(expression)) {
    const path = runtimePath(expression.expression, checker, offset);
    const key = expression.argumentExpression;
    return path && (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key)) ? [...path, key.text] : undefined;
  }
  if (ts.isNonNullExpression(expression) || ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression)) {
    return runtimePath(expression.expression, checker, offset);
  }
  return undefined;
}

/** The object whose members stand at the cursor: `a.b` of `a.b.|`, and of `a.b["|`. */
export function receiverAt(source: typescript.SourceFile, cursor: number): typescript.Expression | undefined {
  let found: typescript.Expression | undefined;
  const visit = (node: typescript.Node): void => {
    if (node.pos > cursor || node.end < cursor) return;
    if (ts.isPropertyAccessExpression(node) && node.expression.end < cursor && cursor <= node.name.end) {
      found = node.expression;
    } else if (ts.isElementAccessExpression(node) && isInside(node.argumentExpression, source, cursor)) {
      found = node.expression;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether the types say nothing about the members: `any`, `unknown`, an object that may have every key. */
export function isUnknown(type: typescript.Type, checker: InternalChecker): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
  return checker.getPropertiesOfType(type).length === 0 && checker.getIndexInfosOfType(type).length > 0;
}

function isInside(node: typescript.Expression, source: typescript.SourceFile, cursor: number): boolean {
  return ts.isStringLiteralLike(node) && node.getStart(source) < cursor && cursor <= node.end;
}

/** Whether the name is one of the cells' or of JavaScript, rather than one of a function around it. */
function isGlobal(name: typescript.Identifier, checker: InternalChecker, offset: number): boolean {
  const declarations = checker.getSymbolAtLocation(name)?.declarations ?? [];
  return declarations.every((declaration) => {
    if (declaration.getSourceFile() !== name.getSourceFile() || declaration.pos < offset) return true;
    const scope = ts.findAncestor(
      declaration.parent,
      (node) => ts.isBlock(node) || ts.isFunctionLike(node) || ts.isSourceFile(node),
    );
    return scope !== undefined && ts.isSourceFile(scope);
  });
}
