/** How a compiled cell reaches the kernel: through its one parameter. */
import type typescript from "typescript";

/** The parameter's name. */
export const kernelParameter = "__kernel__";

/** A call `kernel.method(...args)`. */
export function kernelCall(
  factory: typescript.NodeFactory,
  method: string,
  args: readonly typescript.Expression[],
): typescript.CallExpression {
  const kernel = factory.createIdentifier(kernelParameter);
  return factory.createCallExpression(factory.createPropertyAccessExpression(kernel, method), undefined, args);
}
