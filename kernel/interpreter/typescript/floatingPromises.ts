/**
 * Promises that nobody waits for: `train();` in the middle of a cell starts the training and goes on, so that what follows sees an
 * untrained model. Much as typescript-eslint's `no-floating-promises` has it, a promise is looked after when it is awaited, kept,
 * returned, given to `void`, or goes on in `then` or `catch`; nor does anybody write `(async () => { … })()` who does not mean it, since
 * cells have `await`. The last expression of a cell is its result, and is shown. Failures that nobody handles are reported anyway.
 *
 * A warning rather than an error: the program means something, if seldom what was meant.
 */
import type typescript from "typescript";
import type { Lint } from "./arrayLints.ts";
import { ts } from "./compiler.ts";
import type { InternalChecker } from "./internals.ts";

/** Promises as statements, and async functions handed to `forEach`, which drops what they return. */
export function floatingPromises(checker: InternalChecker, source: typescript.SourceFile, length: number): Lint[] {
  const lints: Lint[] = [];
  const result = source.statements.findLast(({ pos }) => pos < length);
  const visit = (node: typescript.Node): void => {
    if (node.pos >= length) return;
    if (ts.isExpressionStatement(node) && node !== result) {
      const { expression } = node;
      const kind = floating(expression);
      if (kind) {
        const text = shorten(expression.getText(source));
        const start = expression.getStart(source);
        lints.push({ message: messages[kind](text), start, length: expression.getWidth(source) });
      }
    } else if (ts.isCallExpression(node)) {
      const dropped = droppedCallback(node);
      if (dropped)
        lints.push({
          message: dropped,
          start: node.expression.getStart(source),
          length: node.expression.getWidth(source),
        });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lints;

  /** Whether a statement leaves a promise, or a list of them, to itself. */
  function floating(expression: typescript.Expression): "one" | "many" | undefined {
    const node = withoutParentheses(expression);
    if (ts.isVoidExpression(node) || ts.isAwaitExpression(node) || isAssignment(node)) return undefined;
    if (ts.isBinaryExpression(node)) return floating(node.right); // `ready && start()`, `a, b`
    if (ts.isConditionalExpression(node)) return floating(node.whenTrue) ?? floating(node.whenFalse);
    const type = checker.getTypeAtLocation(node);
    if (isPromise(type)) return isHandled(node) ? undefined : "one";
    if (checker.isArrayType(type) || checker.isTupleType(type)) {
      const elements = checker.getTypeArguments(type as typescript.TypeReference);
      return elements.length > 0 && elements.every(isPromise) ? "many" : undefined;
    }
    return undefined;
  }

  /** `.then(f)`, `.catch(f)`, and `.finally(f)` behind one of them; an async function called where it is written. */
  function isHandled(node: typescript.Expression): boolean {
    if (!ts.isCallExpression(node)) return false;
    const callee = withoutParentheses(node.expression);
    if (ts.isFunctionExpression(callee) || ts.isArrowFunction(callee)) return true;
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const { name, expression: receiver } = callee;
    if (name.text === "catch" || name.text === "then") return node.arguments.length > 0;
    return name.text === "finally" && isHandled(receiver);
  }

  function droppedCallback({ expression, arguments: [callback] }: typescript.CallExpression): string | undefined {
    if (!callback || !ts.isPropertyAccessExpression(expression) || expression.name.text !== "forEach") return undefined;
    const [signature] = checker.getTypeAtLocation(callback).getCallSignatures();
    if (!signature || !isPromise(signature.getReturnType())) return undefined;
    const list = shorten(expression.expression.getText(source));
    return (
      `\`forEach\` does not wait for its async function; write \`for (const x of ${list}) await …\` to go one by one, ` +
      `or \`await Promise.all(${list}.map(…))\` for all at once`
    );
  }
}

const messages = {
  one: (text: string): string =>
    `The promise of \`${text}\` is never awaited, so the cell goes on before it is done; write \`await ${text}\`, or \`void ${text}\` if that is meant`,
  many: (text: string): string =>
    `The promises of \`${text}\` are never awaited, so the cell goes on before they are done; write \`await Promise.all(${text})\``,
};

function withoutParentheses(node: typescript.Expression): typescript.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

function isAssignment(node: typescript.Expression): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** A promise of the language; what only has a `then` may be anything. */
function isPromise(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.some(isPromise);
  if (type.isIntersection()) return type.types.some(isPromise);
  if (type.symbol?.name === "Promise") return true;
  return type.isClassOrInterface() && (type.getBaseTypes() ?? []).some(isPromise);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
