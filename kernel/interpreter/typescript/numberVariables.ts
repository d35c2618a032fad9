/**
 * Where a cell speaks of top-level variables that hold numbers, its own and those of earlier cells. They live in boxes instead of in the
 * global object (user/numberBox.ts says why), and `boxNumbers.ts` sends what is found here to the boxes.
 *
 * Nothing depends on finding all: who is sent to no box reaches it through the global object, slower. So names that V8 would quote at
 * the head of a message (`n.toFixd is not a function`), and whatever is no plain expression, are left as they are.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";

/** The variables of a cell that are numbers, and where it reads or assigns them. */
export interface NumberVariables {
  readonly names: ReadonlySet<string>;
  /** Where in the text the name stands that is to be sent to the box; declarations are not among them. */
  readonly places: ReadonlySet<number>;
}

/** A cell that has none. */
export const noNumbers: NumberVariables = { names: new Set(), places: new Set() };

/**
 * The variables among `candidates` whose type is a number's.
 *
 * @param candidates names of `let` and `var`, of this cell and of earlier ones
 * @param length length of the text that the user wrote; what follows was added
 */
export function numberVariables(
  checker: typescript.TypeChecker,
  source: typescript.SourceFile,
  candidates: ReadonlySet<string>,
  length: number,
): NumberVariables {
  if (candidates.size === 0) return noNumbers;
  const verdicts = new Map<typescript.Symbol, boolean>();
  const names = new Set<string>();
  const places = new Set<number>();

  const isNumberVariable = (symbol: typescript.Symbol): boolean => {
    let verdict = verdicts.get(symbol);
    if (verdict === undefined) {
      verdict = isTopLevelVariable(symbol.valueDeclaration) && isNumber(checker.getTypeOfSymbol(symbol));
      verdicts.set(symbol, verdict);
    }
    return verdict;
  };

  const visit = (node: typescript.Node): void => {
    if (node.pos >= length || isErased(node)) return;
    if (ts.isIdentifier(node) && candidates.has(node.text)) {
      const symbol = symbolOf(checker, node);
      const isMention = !isDeclared(node);
      if (!symbol || !isNumberVariable(symbol) || (isMention && isQuoted(node))) return;
      names.add(node.text);
      if (isMention) places.add(node.getStart(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { names, places };
}

/** What an identifier means: in `{ x }` the variable, not the property. */
function symbolOf(checker: typescript.TypeChecker, node: typescript.Identifier): typescript.Symbol | undefined {
  const { parent } = node;
  return ts.isShorthandPropertyAssignment(parent) && parent.name === node
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
}

/** `let` of the cell itself, `var` of its blocks too; what declarations.ts adds for the variables of earlier cells is the same. */
function isTopLevelVariable(declaration: typescript.Declaration | undefined): boolean {
  if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration))) return false;
  const variable = ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
  const list = variable.parent as typescript.Node;
  if (!ts.isVariableDeclarationList(list) || list.flags & ts.NodeFlags.Const) return false; // `using` has the flag of const, too
  if (list.flags & ts.NodeFlags.BlockScoped) {
    return ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent);
  }
  const holder = ts.findAncestor(list, (node) => ts.isFunctionLike(node) || isScopeOfVar(node));
  return holder !== undefined && ts.isSourceFile(holder);
}

function isScopeOfVar(node: typescript.Node): boolean {
  return ts.isSourceFile(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node);
}

/** Whether every value of the type is a number. `undefined` beside it makes V8 write a new one each time in a box as well. */
function isNumber(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.every(isNumber);
  return (type.flags & ts.TypeFlags.NumberLike) !== 0;
}

function isDeclared(node: typescript.Identifier): boolean {
  const { parent } = node;
  return (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === node;
}

/** Whether V8 would write it into a message: `(n as any).f()` is told to be no function by its text. */
function isQuoted(node: typescript.Node): boolean {
  let callee = node;
  while (isPartOfCallee(callee.parent) && callee.parent.expression === callee) callee = callee.parent;
  const { parent } = callee;
  if (ts.isTaggedTemplateExpression(parent)) return parent.tag === callee;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === callee;
  return ts.isSpreadElement(parent) || (ts.isForOfStatement(parent) && parent.expression === callee);
}

function isPartOfCallee(
  node: typescript.Node,
): node is typescript.Node & { readonly expression: typescript.Expression } {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return true;
  if (ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) return true;
  return ts.isParenthesizedExpression(node) || ts.isAssertionExpression(node);
}

/** Types, and statements that speak of names rather than of values. */
function isErased(node: typescript.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportEqualsDeclaration(node)) return true;
  return ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
}
