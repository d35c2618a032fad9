import type { FlatState } from "../flatState.ts";
import type { State } from "../state.ts";
import { Assembly } from "./assembly.ts";
import type { GraphDef } from "./graphDef.ts";
import { merge } from "./merge.ts";

/**
 * Puts a module together from its structure and its leaves: the inverse of `nnx.flatten`.
 *
 * @param graphdef the structure
 * @param state a flat state, a State, or a list of leaves in the order of `nnx.flatten`
 * @returns the module; Variables become part of it, arrays get new Variables
 * @throws TypeError when the number of leaves is not that of the structure
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const [graphdef, flat] = nnx.flatten(model);
 * assertEqual(nnx.unflatten(graphdef, flat).kernel === model.kernel, true);
 * assertEqual(nnx.unflatten(graphdef, [jnp.zeros([3]), jnp.zeros([2, 3])]).bias.shape, [3]);
 */
// any: the class is known to the graphdef, not to the type
export function unflatten(graphdef: GraphDef, state: FlatState | State | readonly unknown[]): any {
  if (!Array.isArray(state)) return merge(graphdef, state);
  if (state.length !== graphdef.numLeaves)
    throw new TypeError(`Cannot unflatten: the graph has ${graphdef.numLeaves} leaves, the list has ${state.length}`);
  return new Assembly(state).build(graphdef.root);
}
