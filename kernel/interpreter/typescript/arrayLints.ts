/**
 * Traps that JavaScript cannot catch when the code runs. An array in `if (x)` is an object, so always true; `a - b` on arrays would
 * ask them for a number. The types know, so the cell is stopped before it runs.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";
import type { Problem } from "./problem.ts";

/** Names of the runtime's array classes (runtime/core/array.ts and its tracers). */
const arrayClasses: ReadonlySet<string> = new Set(["JaxArray", "DeviceArray", "Tracer"]);

const methods: Readonly<Partial<Record<typescript.SyntaxKind, string>>> = {
  [ts.SyntaxKind.PlusToken]: "add",
  [ts.SyntaxKind.MinusToken]: "sub",
  [ts.SyntaxKind.AsteriskToken]: "mul",
  [ts.SyntaxKind.SlashToken]: "div",
  [ts.SyntaxKind.AsteriskAsteriskToken]: "pow",
  [ts.SyntaxKind.PercentToken]: "mod",
};

const relational: ReadonlySet<typescript.SyntaxKind> = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

/** Conditions that are arrays: `if (x)`, `while (x)`, `x ? a : b`, `x && y`, `!x`. */
export function arrayLints(checker: InternalChecker, source: typescript.SourceFile, length: number): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: typescript.Node): void => {
    if (node.pos >= length) return;
    const condition = conditionOf(node);
    if (condition && isArray(checker.getTypeAtLocation(condition))) {
      const text = condition.getText(source);
      problems.push({
        kind: "lint",
        message: `Cannot use the array \`${text}\` as a condition: an array is an object, and an object is always true; compare a number (\`Number(${text}) > 0\`), ask \`jnp.any(${text})\` and turn that into a number, or choose between arrays with \`jnp.where\` (in jitted code: \`lax.cond\`)`,
        text: source.text.slice(0, length),
        start: condition.getStart(source),
        length: condition.getWidth(source),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

/** `loss < 0.1` makes a number of a scalar array when it runs, which the compiler's rule for `<` does not know. */
export function isArrayComparison(
  checker: InternalChecker,
  source: typescript.SourceFile,
  diagnostic: typescript.Diagnostic,
): boolean {
  const operation = operationAt(source, diagnostic);
  if (!operation || !relational.has(operation.operatorToken.kind)) return false;
  return [operation.left, operation.right].every((side) => {
    const type = checker.getTypeAtLocation(side);
    return isArray(type) || (type.flags & ts.TypeFlags.NumberLike) !== 0;
  });
}

/** For an arithmetic operator on an array: the method to call instead. Empty for any other error. */
export function repairForOperator(
  checker: InternalChecker,
  source: typescript.SourceFile,
  diagnostic: typescript.Diagnostic,
): string {
  if (![2362, 2363, 2365].includes(diagnostic.code)) return "";
  const operation = operationAt(source, diagnostic);
  const method = operation && methods[operation.operatorToken.kind];
  if (!operation || !method) return "";
  const { left, right } = operation;
  const [a, b] = [left.getText(source), right.getText(source)];
  if (isArray(checker.getTypeAtLocation(left))) return `\nOperators do not work on arrays: write ${a}.${method}(${b})`;
  if (!isArray(checker.getTypeAtLocation(right))) return "";
  const name = { add: "add", sub: "subtract", mul: "multiply", div: "divide", pow: "power", mod: "mod" }[method];
  return `\nOperators do not work on arrays: write jnp.${name}(${a}, ${b})`;
}

function conditionOf(node: typescript.Node): typescript.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
  if (ts.isForStatement(node) || ts.isConditionalExpression(node)) return node.condition;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return node.operand;
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken ? node.left : undefined;
}

/** Whether every value of the type is an array; `x?: Array` in a condition asks whether it is there, which is fine. */
function isArray(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.every(isArray);
  if (arrayClasses.has(type.symbol?.name ?? "")) return declaredByRuntime(type);
  return type.isClassOrInterface() && (type.getBaseTypes() ?? []).some(isArray);
}

function declaredByRuntime(type: typescript.Type): boolean {
  return type.symbol.declarations?.some((node) => node.getSourceFile().fileName.includes("/runtime/core/")) ?? false;
}

/** The binary operation that an error is about: it starts where the operation or one of its sides starts. */
function operationAt(
  source: typescript.SourceFile,
  { start, length }: typescript.Diagnostic,
): typescript.BinaryExpression | undefined {
  if (start === undefined || length === undefined) return undefined;
  let found: typescript.BinaryExpression | undefined;
  const covers = (node: typescript.Node): boolean =>
    node.getStart(source) === start && node.getEnd() === start + length;
  const visit = (node: typescript.Node): void => {
    if (node.end < start || node.pos > start + length) return;
    if (ts.isBinaryExpression(node) && (covers(node) || covers(node.left) || covers(node.right))) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
