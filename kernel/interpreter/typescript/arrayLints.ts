/**
 * Traps that JavaScript cannot catch when the code runs. An array in `if (x)` is an object, so always true; `x == y` asks whether both
 * are the same object; `-x` would ask an array for a number. The types know, so the cell is stopped before it runs. What the compiler
 * finds by itself, `x + y`, gets its repair in arrayOperators.ts.
 */
import type typescript from "typescript";
import { isArray, isArrayOrVariable } from "./arrayTypes.ts";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";

/** A lint: what is wrong, and where. */
export interface Lint {
  readonly message: string;
  readonly start: number;
  readonly length: number;
}

const { SyntaxKind } = ts;

const equalities: ReadonlyMap<typescript.SyntaxKind, "equal" | "notEqual"> = new Map([
  [SyntaxKind.EqualsEqualsToken, "equal"],
  [SyntaxKind.EqualsEqualsEqualsToken, "equal"],
  [SyntaxKind.ExclamationEqualsToken, "notEqual"],
  [SyntaxKind.ExclamationEqualsEqualsToken, "notEqual"],
]);

const shortCircuits: ReadonlySet<typescript.SyntaxKind> = new Set([
  SyntaxKind.AmpersandAmpersandToken,
  SyntaxKind.BarBarToken,
  SyntaxKind.AmpersandAmpersandEqualsToken,
  SyntaxKind.BarBarEqualsToken,
]);

/** Arrays as conditions (`if (x)`, `while (x)`, `x ? a : b`, `x && y`, `!x`), compared by identity (`x == y`), negated (`-x`). */
export function arrayLints(checker: InternalChecker, source: typescript.SourceFile, length: number): Lint[] {
  const lints: Lint[] = [];
  const isArrayAt = (node: typescript.Node): boolean => isArrayOrVariable(checker, checker.getTypeAtLocation(node));
  const add = (node: typescript.Node, message: string): void => {
    lints.push({ message, start: node.getStart(source), length: node.getWidth(source) });
  };
  const visit = (node: typescript.Node): void => {
    if (node.pos >= length) return;
    const condition = conditionOf(node);
    if (condition && isArrayAt(condition)) {
      add(condition, conditionMessage(condition.getText(source), ts.isWhileStatement(node) || ts.isForStatement(node)));
    } else if (ts.isBinaryExpression(node)) {
      const method = equalities.get(node.operatorToken.kind);
      // Two arrays, since the compiler itself refuses to compare an array with a number. Not two Variables: whether two layers
      // share one is asked by identity.
      if (method && [node.left, node.right].every((side) => isArray(checker.getTypeAtLocation(side)))) {
        add(node, equalityMessage(node, method, source));
      }
    } else if (ts.isPrefixUnaryExpression(node) && isArrayAt(node.operand)) {
      const repair = unaryRepair(node.operator, node.operand.getText(source));
      if (repair) {
        const text = node.getText(source);
        add(node, `Cannot compute \`${text}\`: operators do not work on arrays; write ${repair}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lints;
}

function conditionMessage(text: string, isLoop: boolean): string {
  const isOne = /\b(any|all|sum|mean|max|min|arrayEqual|allclose)\([^()]*\)$/.test(text);
  const value = isOne ? "" : ` of one element, \`jnp.any(${text}).item()\` of several`;
  return (
    `Cannot use the array \`${text}\` as a condition: an array is an object, and an object is always true; ask for its value ` +
    `(\`${text}.item()\`${value}), or choose between arrays with \`jnp.where\` ` +
    `(in jitted code: \`lax.${isLoop ? "whileLoop" : "cond"}\`)`
  );
}

function equalityMessage(
  { left, right, operatorToken }: typescript.BinaryExpression,
  method: "equal" | "notEqual",
  source: typescript.SourceFile,
): string {
  const [a, b, operator] = [left, right, operatorToken].map((node) => node.getText(source));
  const not = method === "equal" ? "" : "!";
  return (
    `Cannot compare the arrays with \`${a} ${operator} ${b}\`: that asks whether they are one object; write ${a}.${method}(${b}) ` +
    `for each element, ${not}jnp.arrayEqual(${a}, ${b}).item() for all of them, ${not}Object.is(${a}, ${b}) if the object is meant`
  );
}

/** `+x` is JavaScript's way to ask for a number, and says so when there is none. */
function unaryRepair(operator: typescript.PrefixUnaryOperator, text: string): string | undefined {
  if (operator === SyntaxKind.MinusToken) return `${text}.neg()`;
  return operator === SyntaxKind.TildeToken ? `jnp.invert(${text})` : undefined;
}

function conditionOf(node: typescript.Node): typescript.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  if (ts.isForStatement(node) || ts.isConditionalExpression(node)) return node.condition;
  if (ts.isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) return node.operand;
  return ts.isBinaryExpression(node) && shortCircuits.has(node.operatorToken.kind) ? node.left : undefined;
}
