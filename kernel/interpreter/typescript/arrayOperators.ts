/** What the compiler says about operators on arrays, completed with the method to call instead. */
import type typescript from "typescript";
import { isArray, isArrayOrVariable } from "./arrayTypes.ts";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";

const { SyntaxKind } = ts;

/** Operator → how it is called: a method of arrays, or only a function of `jnp`. */
const calls: Readonly<Partial<Record<typescript.SyntaxKind, { readonly method?: string; readonly name: string }>>> = {
  [SyntaxKind.PlusToken]: { method: "add", name: "add" },
  [SyntaxKind.MinusToken]: { method: "sub", name: "subtract" },
  [SyntaxKind.AsteriskToken]: { method: "mul", name: "multiply" },
  [SyntaxKind.SlashToken]: { method: "div", name: "divide" },
  [SyntaxKind.AsteriskAsteriskToken]: { method: "pow", name: "power" },
  [SyntaxKind.PercentToken]: { method: "mod", name: "mod" },
  [SyntaxKind.AmpersandToken]: { name: "bitwiseAnd" },
  [SyntaxKind.BarToken]: { name: "bitwiseOr" },
  [SyntaxKind.CaretToken]: { name: "bitwiseXor" },
  [SyntaxKind.LessThanLessThanToken]: { name: "leftShift" },
  [SyntaxKind.GreaterThanGreaterThanToken]: { name: "rightShift" },
  [SyntaxKind.EqualsEqualsToken]: { method: "equal", name: "equal" },
  [SyntaxKind.EqualsEqualsEqualsToken]: { method: "equal", name: "equal" },
  [SyntaxKind.ExclamationEqualsToken]: { method: "notEqual", name: "notEqual" },
  [SyntaxKind.ExclamationEqualsEqualsToken]: { method: "notEqual", name: "notEqual" },
};

/** `x += y` → `+`. */
const assigning: Readonly<Partial<Record<typescript.SyntaxKind, typescript.SyntaxKind>>> = {
  [SyntaxKind.PlusEqualsToken]: SyntaxKind.PlusToken,
  [SyntaxKind.MinusEqualsToken]: SyntaxKind.MinusToken,
  [SyntaxKind.AsteriskEqualsToken]: SyntaxKind.AsteriskToken,
  [SyntaxKind.SlashEqualsToken]: SyntaxKind.SlashToken,
  [SyntaxKind.AsteriskAsteriskEqualsToken]: SyntaxKind.AsteriskAsteriskToken,
  [SyntaxKind.PercentEqualsToken]: SyntaxKind.PercentToken,
  [SyntaxKind.AmpersandEqualsToken]: SyntaxKind.AmpersandToken,
  [SyntaxKind.BarEqualsToken]: SyntaxKind.BarToken,
  [SyntaxKind.CaretEqualsToken]: SyntaxKind.CaretToken,
};

const relational: ReadonlySet<typescript.SyntaxKind> = new Set([
  SyntaxKind.LessThanToken,
  SyntaxKind.LessThanEqualsToken,
  SyntaxKind.GreaterThanToken,
  SyntaxKind.GreaterThanEqualsToken,
]);

/** Errors about operators: no such operation, no number on the left, on the right, types that cannot be equal. */
const operatorErrors: ReadonlySet<number> = new Set([2365, 2362, 2363, 2367]);

/** `x++` on what is no number. */
const stepError = 2356;

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
    return isArrayOrVariable(checker, type) || (type.flags & ts.TypeFlags.NumberLike) !== 0;
  });
}

/** For an operator on an array: the method to call instead. Empty for any other error. */
export function repairForOperator(
  checker: InternalChecker,
  source: typescript.SourceFile,
  diagnostic: typescript.Diagnostic,
): string {
  const isArrayAt = (node: typescript.Node): boolean => isArrayOrVariable(checker, checker.getTypeAtLocation(node));
  if (diagnostic.code === stepError) {
    const text = source.text.slice(diagnostic.start, diagnostic.start! + diagnostic.length!);
    const operand = text.replace(/\+\+|--/, "").trim();
    const node = operandAt(source, diagnostic);
    if (!node || !isArrayAt(node)) return "";
    const target = assignable(checker, node, operand);
    return repair(`${target} = ${operand}.${text.includes("--") ? "sub" : "add"}(1)`);
  }
  if (!operatorErrors.has(diagnostic.code)) return "";
  const operation = operationAt(source, diagnostic);
  if (!operation) return "";
  const { left, right, operatorToken } = operation;
  const plain = assigning[operatorToken.kind];
  const call = calls[plain ?? operatorToken.kind];
  if (!call || !(isArrayAt(left) || isArrayAt(right))) return "";
  const [a, b] = [left.getText(source), right.getText(source)];
  const expression =
    call.method && isArrayAt(left) ? `${receiver(left, a)}.${call.method}(${b})` : `jnp.${call.name}(${a}, ${b})`;
  return repair(plain === undefined ? expression : `${assignable(checker, left, a)} = ${expression}`);
}

/** What a new array is assigned to: a Variable stays, the array in it is another. */
function assignable(checker: InternalChecker, node: typescript.Expression, text: string): string {
  return isArray(checker.getTypeAtLocation(node)) ? text : `${text}.value`;
}

function repair(code: string): string {
  return `\nOperators do not work on arrays: write ${code}`;
}

/** `a + b` in `(a + b) * c` has its brackets already; anything else that is not simple gets them. */
function receiver(node: typescript.Expression, text: string): string {
  return ts.isLeftHandSideExpression(node) ? text : `(${text})`;
}

/** The binary operation that an error is about: it starts where the operation or one of its sides starts. */
function operationAt(
  source: typescript.SourceFile,
  { start, length }: typescript.Diagnostic,
): typescript.BinaryExpression | undefined {
  if (start === undefined || length === undefined) return undefined;
  const covers = (node: typescript.Node): boolean =>
    node.getStart(source) === start && node.getEnd() === start + length;
  return find(source, start, length, (node): node is typescript.BinaryExpression => {
    return ts.isBinaryExpression(node) && (covers(node) || covers(node.left) || covers(node.right));
  });
}

/** What `++` or `--` stands at. */
function operandAt(
  source: typescript.SourceFile,
  { start, length }: typescript.Diagnostic,
): typescript.Expression | undefined {
  if (start === undefined || length === undefined) return undefined;
  return find(
    source,
    start,
    length,
    (node): node is typescript.PrefixUnaryExpression | typescript.PostfixUnaryExpression => {
      const isStep = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
      return isStep && node.operand.getStart(source) === start;
    },
  )?.operand;
}

function find<T extends typescript.Node>(
  source: typescript.SourceFile,
  start: number,
  length: number,
  fits: (node: typescript.Node) => node is T,
): T | undefined {
  let found: T | undefined;
  const visit = (node: typescript.Node): void => {
    if (node.end < start || node.pos > start + length) return;
    if (fits(node)) found ??= node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
