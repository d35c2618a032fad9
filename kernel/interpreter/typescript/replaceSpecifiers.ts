import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** Puts addresses in place of the specifiers of imports, re-exports and `import("m")`. */
export function replaceSpecifiers(
  addresses: ReadonlyMap<string, string>,
): typescript.TransformerFactory<typescript.SourceFile> {
  return (context) => (file) => {
    if (addresses.size === 0) return file;
    const { factory } = context;
    const literal = (node: typescript.Node | undefined): typescript.Expression | undefined => {
      const to = node && ts.isStringLiteralLike(node) ? addresses.get(node.text) : undefined;
      return to === undefined ? undefined : ts.setTextRange(factory.createStringLiteral(to), node);
    };
    const visit = (node: typescript.Node): typescript.Node => {
      if (ts.isImportDeclaration(node)) {
        const to = literal(node.moduleSpecifier) ?? node.moduleSpecifier;
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, to, undefined);
      }
      if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
        const to = literal(node.moduleSpecifier) ?? node.moduleSpecifier;
        return factory.updateExportDeclaration(node, node.modifiers, node.isTypeOnly, node.exportClause, to, undefined);
      }
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const [first, ...rest] = node.arguments;
        const to = literal(first);
        if (to) return factory.updateCallExpression(node, node.expression, undefined, [to, ...rest]);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
}
