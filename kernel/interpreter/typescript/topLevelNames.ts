/** The names that a cell declares at its top level: those that later cells can use. */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** `variable` can be assigned to by later cells; `type` does not exist when the cell runs. */
export type NameKind = "variable" | "constant" | "function" | "class" | "import" | "type";

/** Names and kinds, in the order of the text. A name that is both a type and a value counts as the value. */
export function topLevelNames(file: typescript.SourceFile): ReadonlyMap<string, NameKind> {
  const names = new Map<string, NameKind>();
  const add = (name: string, kind: NameKind): void => {
    if (kind !== "type" || !names.has(name)) names.set(name, kind);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      addList(statement.declarationList, add);
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name) add(statement.name.text, "function");
    } else if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
      if (statement.name) add(statement.name.text, "class");
    } else if (ts.isModuleDeclaration(statement)) {
      if (ts.isIdentifier(statement.name) && !isGlobalAugmentation(statement)) {
        add(statement.name.text, hasValues(statement) ? "class" : "type");
      }
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      add(statement.name.text, "type");
    } else if (ts.isImportDeclaration(statement)) {
      addImports(statement, add);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      add(statement.name.text, statement.isTypeOnly ? "type" : "import");
    } else {
      addNestedVars(statement, add);
    }
  }
  return names;
}

function addList(list: typescript.VariableDeclarationList, add: (name: string, kind: NameKind) => void): void {
  const kind = list.flags & ts.NodeFlags.Const ? "constant" : "variable"; // `using` has the flag of const, too
  for (const { name } of list.declarations) for (const text of boundNames(name)) add(text, kind);
}

/** The identifiers that a name or a destructuring pattern binds. */
export function boundNames(name: typescript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function addImports(statement: typescript.ImportDeclaration, add: (name: string, kind: NameKind) => void): void {
  const clause = statement.importClause;
  if (!clause) return;
  const typeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const kind = typeOnly ? "type" : "import";
  if (clause.name) add(clause.name.text, kind);
  const bindings = clause.namedBindings;
  if (!bindings) return;
  if (ts.isNamespaceImport(bindings)) add(bindings.name.text, kind);
  else for (const element of bindings.elements) add(element.name.text, element.isTypeOnly ? "type" : kind);
}

/** `var` inside blocks and loops belongs to the whole cell. */
function addNestedVars(node: typescript.Node, add: (name: string, kind: NameKind) => void): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
  if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped)) addList(node, add);
  ts.forEachChild(node, (child) => addNestedVars(child, add));
}

function isGlobalAugmentation(statement: typescript.ModuleDeclaration): boolean {
  return (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

/** Whether a namespace exists when the cell runs. */
function hasValues({ body }: typescript.ModuleDeclaration): boolean {
  if (!body) return false;
  if (!ts.isModuleBlock(body)) return true;
  return body.statements.some((s) => !ts.isInterfaceDeclaration(s) && !ts.isTypeAliasDeclaration(s));
}
