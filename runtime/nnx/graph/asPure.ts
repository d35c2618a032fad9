import { map } from "../../tree/index.ts";
import { Variable } from "../variable.ts";

/**
 * A tree with every Variable replaced by what it holds.
 *
 * @param tree any tree, as a State or a list of States
 * @example
 * const params = nnx.asPure(nnx.state(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) })));
 * assertAllClose(params.bias, [0, 0, 0]);
 */
// any: the structure of the tree is the caller's
export function asPure(tree: unknown): any {
  return map((x: unknown) => (x instanceof Variable ? asPure(x.getRawValue()) : x), tree, { isLeaf: isVariable });
}

function isVariable(x: unknown): boolean {
  return x instanceof Variable;
}
