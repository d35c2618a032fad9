import type typescript from "typescript";
import { withoutMagic } from "../interpreter/magics/readMagic.ts";
import { ts } from "../interpreter/typescript/compiler.ts";
import type { Position } from "../interpreter/typescript/sourceMap.ts";

/**
 * Where a program can stand still: at the start of each statement that runs, at the body of an arrow function without braces, and at
 * the end of a function. In the order of the text; places count from 0.
 *
 *     function f(x: number) {            (nothing runs in this line: a breakpoint moves to the next)
 *       const y = xs.map((a) => a + x);  ← const, and ← a + x
 *     }                                  ← before f returns
 */
export function placesToStop(text: string): readonly Position[] {
  const file = ts.createSourceFile("cell.ts", withoutMagic(text), ts.ScriptTarget.ES2022);
  const places: Position[] = [];
  const add = (offset: number): void => {
    const { line, character } = file.getLineAndCharacterOfPosition(offset);
    places.push({ line, column: character });
  };
  const visit = (node: typescript.Node, isInside: boolean): void => {
    if (isDeclarationOnly(node)) return;
    if (runs(node, isInside)) add(node.getStart(file));
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) add(node.body.getStart(file));
    if (ts.isPropertyDeclaration(node) && node.initializer) add(node.initializer.getStart(file));
    const isFunction = ts.isFunctionLike(node);
    ts.forEachChild(node, (child) => visit(child, isInside || isFunction || ts.isBlock(node)));
    if (isFunction && "body" in node && node.body && ts.isBlock(node.body as typescript.Node)) {
      add((node.body as typescript.Block).end - 1);
    }
  };
  visit(file, false);
  return places.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Whether a node is a statement at which V8 stops before it does something. */
function runs(node: typescript.Node, isInside: boolean): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.VariableStatement:
      // At the top level a variable without a value is set to undefined.
      return (
        !isInside || (node as typescript.VariableStatement).declarationList.declarations.some((d) => d.initializer)
      );
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.ModuleDeclaration:
    case ts.SyntaxKind.ExportAssignment:
    case ts.SyntaxKind.ExpressionStatement:
    case ts.SyntaxKind.IfStatement:
    case ts.SyntaxKind.WhileStatement:
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.SwitchStatement:
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.ThrowStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.DebuggerStatement:
      return true;
    default:
      return false;
  }
}

/** Types, and what only says that something exists. */
function isDeclarationOnly(node: typescript.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.canHaveModifiers(node) && !!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
}
