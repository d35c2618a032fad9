import ts from "typescript";

/**
 * The names that a cell declares at its top level: variables, functions, classes; not types.
 *
 * @param source TypeScript
 * @example
 * assertEqual(declaredNames("const [a, { b }] = f();\nclass C {}\ntype T = 1;"), ["a", "b", "C"]);
 */
export function declaredNames(source: string): string[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap((d) => namesIn(d.name));
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      return statement.name ? [statement.name.text] : [];
    }
    return [];
  });
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}
