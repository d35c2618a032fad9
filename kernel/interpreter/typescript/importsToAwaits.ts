import type typescript from "typescript";
import { ts } from "./compiler.ts";
import { kernelCall } from "./kernelCall.ts";

/**
 * Import declarations become variables that wait for the module, moved to the front as imports are:
 *
 *     import d, { a as b } from "m"   ─▶   const { default: d, a: b } = await kernel.import("m", ["default", "a"])
 *     import * as ns from "m"         ─▶   const ns = await kernel.import("m")
 *     import c = require("m")         ─▶   const c = await kernel.require("m")
 *     import z = N.x.z                ─▶   const z = N.x.z
 *
 * Imports of types only are left out; `export` is taken off declarations, since a cell exports everything.
 */
export function importsToAwaits(typeOnly: ReadonlySet<string>): typescript.TransformerFactory<typescript.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const imports: typescript.Statement[] = [];
    const others: typescript.Statement[] = [];
    const importCall = (specifier: typescript.Expression, names: readonly string[]): typescript.AwaitExpression => {
      const list = factory.createArrayLiteralExpression(names.map((name) => factory.createStringLiteral(name)));
      const call = kernelCall(factory, "import", names.length > 0 ? [specifier, list] : [specifier]);
      return ts.setTextRange(factory.createAwaitExpression(ts.setTextRange(call, specifier)), specifier);
    };
    const constant = (
      name: typescript.BindingName,
      value: typescript.Expression,
      at: typescript.Node,
      to: typescript.Statement[] = imports,
    ): void => {
      const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
      const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
      to.push(ts.setTextRange(factory.createVariableStatement(undefined, list), at));
    };
    const rewriteImport = (statement: typescript.ImportDeclaration): void => {
      const { importClause: clause, moduleSpecifier } = statement;
      if (!clause) {
        const call = importCall(moduleSpecifier, []);
        imports.push(ts.setTextRange(factory.createExpressionStatement(call), statement));
        return;
      }
      if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
      const elements: [imported: typescript.ModuleExportName, local: typescript.Identifier][] = [];
      const wanted = ({ text }: typescript.Identifier): boolean => !typeOnly.has(text);
      if (clause.name && wanted(clause.name)) elements.push([factory.createIdentifier("default"), clause.name]);
      const bindings = clause.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) {
        if (wanted(bindings.name)) constant(bindings.name, importCall(moduleSpecifier, []), statement);
      } else {
        for (const { isTypeOnly, propertyName, name } of bindings?.elements ?? []) {
          if (!isTypeOnly && wanted(name)) elements.push([propertyName ?? name, name]);
        }
      }
      if (elements.length === 0) return;
      const pattern = factory.createObjectBindingPattern(
        elements.map(([imported, local]) => factory.createBindingElement(undefined, imported, local)),
      );
      const names = elements.map(([imported]) => imported.text);
      constant(pattern, importCall(moduleSpecifier, names), statement);
    };
    const rewriteImportEquals = (statement: typescript.ImportEqualsDeclaration): void => {
      const { isTypeOnly, name, moduleReference } = statement;
      if (isTypeOnly || typeOnly.has(name.text)) return;
      if (!ts.isExternalModuleReference(moduleReference)) {
        constant(name, asExpression(moduleReference, factory), statement, others);
        return;
      }
      const call = kernelCall(factory, "require", [moduleReference.expression]);
      constant(name, factory.createAwaitExpression(ts.setTextRange(call, moduleReference)), statement);
    };
    for (const statement of file.statements) {
      if (ts.isImportDeclaration(statement)) {
        rewriteImport(statement);
      } else if (ts.isImportEqualsDeclaration(statement)) {
        rewriteImportEquals(statement);
      } else if (ts.isExportDeclaration(statement)) {
        if (!statement.moduleSpecifier || statement.isTypeOnly) continue;
        const call = importCall(statement.moduleSpecifier, []);
        imports.push(ts.setTextRange(factory.createExpressionStatement(call), statement));
      } else if (ts.isExportAssignment(statement)) {
        others.push(ts.setTextRange(factory.createExpressionStatement(statement.expression), statement));
      } else {
        others.push(withoutExport(statement, context));
      }
    }
    return factory.updateSourceFile(file, [...imports, ...others]);
  };
}

/** `N.x.z`, a name of names, as the value of that name. */
function asExpression(name: typescript.EntityName, factory: typescript.NodeFactory): typescript.Expression {
  if (ts.isIdentifier(name)) return name;
  return ts.setTextRange(factory.createPropertyAccessExpression(asExpression(name.left, factory), name.right), name);
}

function withoutExport(
  statement: typescript.Statement,
  context: typescript.TransformationContext,
): typescript.Statement {
  if (!ts.canHaveModifiers(statement) || !statement.modifiers?.some(isExport)) return statement;
  return ts.visitEachChild(statement, (node) => (isExport(node) ? undefined : node), context);
}

function isExport({ kind }: typescript.Node): boolean {
  return kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword;
}
