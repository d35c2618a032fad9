import type typescript from "typescript";
import { boxName } from "./boxName.ts";
import { ts } from "./compiler.ts";
import { kernelParameter } from "./kernelCall.ts";
import type { NumberVariables } from "./numberVariables.ts";

/**
 * Sends every mention of a number variable to its box; hoistNames.ts does the same for declarations.
 *
 *     total += i          ─▶  __box_total.value += i
 *     ({ total } = sums)  ─▶  ({ total: __box_total.value } = sums)
 */
export function boxNumbers({ places }: NumberVariables): typescript.TransformerFactory<typescript.SourceFile> {
  return (context) => (file) => {
    if (places.size === 0) return file;
    const { factory } = context;
    const isBoxed = (node: typescript.Node): node is typescript.Identifier =>
      ts.isIdentifier(node) && node.pos >= 0 && places.has(node.getStart(file));
    const visit = (node: typescript.Node): typescript.Node => {
      if (isBoxed(node)) return boxed(factory, node);
      if (ts.isShorthandPropertyAssignment(node) && isBoxed(node.name)) {
        const { name, objectAssignmentInitializer: initial } = node;
        const target = boxed(factory, name);
        const value = initial && (ts.visitNode(initial, visit) as typescript.Expression);
        const property = factory.createPropertyAssignment(
          factory.createIdentifier(name.text),
          value ? factory.createAssignment(target, value) : target,
        );
        return ts.setTextRange(property, node);
      }
      return ts.visitEachChild(node, visit, context);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

/** What is in the box of a name, in the place of the name. */
export function boxed(factory: typescript.NodeFactory, name: typescript.Identifier): typescript.Expression {
  const box = factory.createIdentifier(boxName(name.text));
  return ts.setTextRange(factory.createPropertyAccessExpression(box, "value"), name);
}

/** Statements that fetch the boxes of a cell. */
export function fetchBoxes({ names }: NumberVariables): string {
  return [...names]
    .map((name) => ` const ${boxName(name)} = ${kernelParameter}.box(${JSON.stringify(name)});`)
    .join("");
}
