import type typescript from "typescript";
import { ts } from "./compiler.ts";

/**
 * The last expression of a cell is its result: `x` becomes `return [x]`. The array keeps a promise from being awaited on the
 * way out, and gives no name to a function that has none.
 */
export const returnLast: typescript.TransformerFactory<typescript.SourceFile> = (context) => (file) => {
  const { factory } = context;
  const last = file.statements.at(-1);
  const expression = last && resultOf(last);
  if (!last || !expression) return file;
  const value = factory.createArrayLiteralExpression([expression]);
  const result = ts.setTextRange(factory.createReturnStatement(value), last);
  return factory.updateSourceFile(file, [...file.statements.slice(0, -1), result]);
};

function resultOf(statement: typescript.Statement): typescript.Expression | undefined {
  if (ts.isExpressionStatement(statement)) return statement.expression;
  return ts.isExportAssignment(statement) ? statement.expression : undefined;
}
