/** Whether gradients belong to the parameters they are to change. */
import { JaxArray } from "../core/array.ts";
import { sameShape } from "../types/shape.ts";
import { printPath } from "./keyOrder.ts";
import { isLevel, toFlatState } from "./state.ts";

/**
 * Throws a `TypeError` that lists every path at which gradients are missing, left over, or of another shape.
 *
 * @param params a State of arrays
 * @param grads another, of the same Variables
 */
export function checkGradients(params: object, grads: object): void {
  if (!isLevel(params) || !isLevel(grads)) return;
  const wanted = arraysByPath(params);
  const given = arraysByPath(grads);
  const problems = [...wanted].flatMap(([path, param]) => {
    if (!given.has(path)) return [`missing     ${path}`];
    const grad = given.get(path);
    if (!(param instanceof JaxArray && grad instanceof JaxArray) || sameShape(param.shape, grad.shape)) return [];
    return [
      `differs     ${path}: the parameter has shape (${param.shape.join(", ")}), the gradient (${grad.shape.join(", ")})`,
    ];
  });
  problems.push(...[...given.keys()].filter((path) => !wanted.has(path)).map((path) => `left over   ${path}`));
  if (problems.length === 0) return;
  throw new TypeError(
    `Cannot update: the gradients and the parameters of the model differ at ${problems.length} path${problems.length === 1 ? "" : "s"}; ` +
      "take the gradients with nnx.grad of this model, with argnums of the same `wrt`\n" +
      problems.map((line) => `  ${line}`).join("\n"),
  );
}

function arraysByPath(state: object): Map<string, unknown> {
  return new Map([...toFlatState(state)].map(([path, leaf]) => [printPath(path), leaf]));
}
