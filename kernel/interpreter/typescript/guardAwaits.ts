import type typescript from "typescript";
import { ts } from "./compiler.ts";
import { kernelCall, kernelParameter } from "./kernelCall.ts";

/**
 * Makes every wait of a cell one that an interrupt can end, in nested functions too:
 *
 *     await p                  ─▶  kernel.resume(await kernel.guard(p, line, column))
 *     for await (x of xs)      ─▶  for await (x of kernel.guardEach(xs, line, column))
 *     import("m")              ─▶  kernel.import("m")
 *     import.meta              ─▶  kernel.meta
 */
export const guardAwaits: typescript.TransformerFactory<typescript.SourceFile> = (context) => (file) => {
  const { factory } = context;
  /** Line and column of the node, counted from 1. */
  const place = (node: typescript.Node): typescript.Expression[] => {
    const start = node.pos < 0 ? 0 : node.getStart(file);
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    return [factory.createNumericLiteral(line + 1), factory.createNumericLiteral(character + 1)];
  };
  const visit = (original: typescript.Node): typescript.Node => {
    const node = ts.visitEachChild(original, visit, context);
    if (ts.isAwaitExpression(node)) {
      const guarded = kernelCall(factory, "guard", [node.expression, ...place(original)]);
      return kernelCall(factory, "resume", [factory.updateAwaitExpression(node, guarded)]);
    }
    if (ts.isForOfStatement(node) && node.awaitModifier) {
      const guarded = kernelCall(factory, "guardEach", [node.expression, ...place(original)]);
      return factory.updateForOfStatement(node, node.awaitModifier, node.initializer, guarded, node.statement);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      // What may follow the specifier, `{ with: { type: "json" } }`, the kernel knows by itself.
      return ts.setTextRange(kernelCall(factory, "import", node.arguments.slice(0, 1)), node);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword && node.name.text === "meta") {
      return factory.createPropertyAccessExpression(factory.createIdentifier(kernelParameter), "meta");
    }
    return node;
  };
  return ts.visitEachChild(file, visit, context);
};
