import { type Filter, toPredicates } from "../filters.ts";
import { type Path, printPath } from "../keyOrder.ts";
import { fieldsOf, Pytree } from "../pytree.ts";
import { fromFlatState, type State } from "../state.ts";
import { Variable } from "../variable.ts";

/**
 * Takes Variables out of a module: their fields are deleted.
 *
 * @param node the module
 * @param filters which Variables; one State per filter
 * @returns a State; for several filters a list of States
 * @throws TypeError without a filter
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * model.seen = new nnx.Intermediate(jnp.ones([2]));
 * const popped = nnx.pop(model, nnx.Intermediate);
 * assertEqual([Object.keys(popped), "seen" in model], [["seen"], false]);
 */
export function pop(node: Pytree, filter: Filter): State;
export function pop(node: Pytree, ...filters: readonly [Filter, Filter, ...Filter[]]): State[];
export function pop(node: Pytree, ...filters: readonly Filter[]): State | State[] {
  if (filters.length === 0)
    throw new TypeError("Cannot pop: name at least one filter, as nnx.pop(model, nnx.Intermediate)");
  const predicates = toPredicates(filters);
  const found = filters.map((): [Path, unknown][] => []);
  const seen = new Set<unknown>();
  const visit = (at: Pytree, path: Path): void => {
    if (seen.has(at)) return;
    seen.add(at);
    for (const [key, value] of fieldsOf(at)) {
      const place = [...path, key];
      if (value instanceof Pytree) visit(value, place);
      if (!(value instanceof Variable) || seen.has(value)) continue;
      const taker = predicates.findIndex((predicate) => predicate(place, value));
      if (taker < 0) continue;
      seen.add(value);
      found[taker]!.push([place, value]);
      if (!Reflect.deleteProperty(at, key))
        throw new TypeError(`Cannot pop ${printPath(place)}: the field cannot be deleted`);
    }
  };
  visit(node, []);
  const states = found.map(fromFlatState);
  return states.length === 1 ? states[0]! : states;
}
