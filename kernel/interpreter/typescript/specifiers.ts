import type typescript from "typescript";
import { ts } from "./compiler.ts";

/**
 * The modules that a file imports, in whichever way: declarations, `import("m")` as a call or a type.
 *
 * @param cursor a specifier that is being written there is left out
 */
export function importedSpecifiers(source: typescript.SourceFile, cursor = -1): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (node: typescript.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node) && !(node.pos <= cursor && cursor <= node.end)) found.add(node.text);
  };
  const visit = (node: typescript.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
