import type { Filter } from "../filters.ts";
import type { Path } from "../keyOrder.ts";
import { mapState, State } from "../state.ts";
import { Variable } from "../variable.ts";
import { merge } from "./merge.ts";
import { split, state } from "./split.ts";

/**
 * A copy of a module in which every Variable is replaced by what `f` makes of it.
 *
 * @param f function of the path and the Variable, which returns a Variable or an array
 * @param node the module
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const zeros = nnx.map((path, variable) => variable.replace(jnp.zerosLike(variable.value)), model);
 * assertAllClose(zeros.kernel.value, jnp.zeros([2, 3]));
 */
// any: Variables of any kind
export function map<T>(f: (path: Path, variable: any) => unknown, node: T): T {
  const [graphdef, held] = split(node);
  return merge(graphdef, held instanceof State ? mapState(f, held) : (f([], held) as object));
}

/**
 * Sets metadata of Variables in a module, in place.
 *
 * @param node the module
 * @param metadata metadata by name, and `only`: which Variables, default all
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * nnx.setMetadata(model, { only: nnx.PathContains("kernel"), decay: true });
 * assertEqual([model.kernel.getMetadata("decay"), model.bias.hasMetadata("decay")], [true, false]);
 */
export function setMetadata(node: unknown, metadata: { only?: Filter } & Readonly<Record<string, unknown>>): void {
  const { only = Variable as Filter, ...own } = metadata;
  const held = state(node, only);
  const set = (variable: unknown): void => {
    if (variable instanceof Variable) variable.setMetadata(own);
  };
  if (held instanceof Variable) set(held);
  else mapState((_, variable) => set(variable), held);
}
